package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.model.NodeId;

/// How far one agent is with a revision, in numbers of its node's state (0: none).
///
/// @param desired that the revision made; 0 while it is held
/// @param received the newest it has answered to, well or ill
/// @param applied the newest that is whole in its kernel, read back
public record AgentProgress(
    NodeId node, State state, String detail, long desired, long received, long applied) {

  public enum State {
    /// In its kernel, read back.
    APPLIED,
    /// Something of it could not be put into the kernel.
    REJECTED,
    /// It waits for its turn.
    HELD,
    /// A newer one has overtaken it.
    SUPERSEDED,
    /// No session.
    OFFLINE,
    /// On its way.
    PENDING
  }
}
