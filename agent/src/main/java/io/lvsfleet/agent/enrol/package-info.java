/// Who this agent is: its key and certificate on disk, and how it gets its first one.
@NullMarked
package io.lvsfleet.agent.enrol;

import org.jspecify.annotations.NullMarked;
