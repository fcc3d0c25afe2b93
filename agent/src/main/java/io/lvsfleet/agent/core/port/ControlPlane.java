package io.lvsfleet.agent.core.port;

/// The way to the control plane.
public interface ControlPlane {

  /// Hands a message over without blocking. While there is no session it is dropped: the agent says
  /// everything again after the next `SessionOpened`.
  void send(AgentMessage message);
}
