/// What the agent keeps on disk: the last known good state and the ledger.
@NullMarked
package io.lvsfleet.agent.state;

import org.jspecify.annotations.NullMarked;
