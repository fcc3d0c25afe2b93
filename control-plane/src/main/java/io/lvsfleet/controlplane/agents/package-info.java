/// What the control plane knows of its agents, and the ports through which the packages that talk
/// to agents, store topology and answer operators meet without knowing each other.
@NullMarked
package io.lvsfleet.controlplane.agents;

import org.jspecify.annotations.NullMarked;
