package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.model.NodeId;

/// How far one agent is with a revision.
public record AgentProgress(NodeId node, State state, String detail) {

  public enum State {
    /// In its kernel, read back.
    APPLIED,
    /// Something of it could not be put into the kernel.
    REJECTED,
    /// A newer one has overtaken it.
    SUPERSEDED,
    /// No session.
    OFFLINE,
    /// On its way.
    PENDING
  }
}
