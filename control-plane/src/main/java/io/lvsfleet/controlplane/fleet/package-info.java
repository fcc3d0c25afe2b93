/// The gRPC server agents connect to: who they are, what they report, and pushing to each the
/// newest state it should have and what others reported that concerns it.
///
/// Threads: every call runs on virtual threads of its own. What is known of a node is guarded by
/// the monitor of its [io.lvsfleet.controlplane.fleet.Agent]; what is still to be sent to a session
/// by that of its [io.lvsfleet.controlplane.fleet.Outbox]. Neither calls anything foreign while it
/// holds its monitor.
@NullMarked
package io.lvsfleet.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
