/// The agent's stream to the control plane: kept up by itself, lost without consequence.
@NullMarked
package io.lvsfleet.agent.session;

import org.jspecify.annotations.NullMarked;
