package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.NodeId;

/// The durable memory of agents: who connected, from where, with which addresses.
public interface AgentDirectory {

  /// Stores what an agent said of itself and appends an event.
  void connected(NodeId node, AgentFacts facts);

  /// Appends an event.
  void disconnected(NodeId node, String reason);

  /// Appends an event.
  void happened(NodeId node, AgentEvent event);
}
