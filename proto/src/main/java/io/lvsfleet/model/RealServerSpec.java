package io.lvsfleet.model;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A real server as declared, with what decides about its weight.
///
/// @param name the operator's name for it
/// @param config with the declared weight
/// @param gate what has to be ready first; null for a server declared without an agent
/// @param ownChecks checks the director itself performs
/// @param reportedChecks checks the real server's agent performs and reports
public record RealServerSpec(
    String name,
    RealServerConfig config,
    @Nullable Gate gate,
    SortedSet<CheckKey> ownChecks,
    SortedSet<CheckKey> reportedChecks) {

  public RealServerSpec {
    ownChecks = Sorted.set(ownChecks);
    reportedChecks = Sorted.set(reportedChecks);
  }

  /// The readiness gate.
  ///
  /// @param node whose agent has to report
  /// @param addresses virtual IPs that node must hold, silenced; empty when it holds none (NAT)
  /// @param gateways through which that node's answers must leave; empty when it answers by itself
  public record Gate(NodeId node, SortedSet<IpAddress> addresses, SortedSet<IpAddress> gateways) {
    public Gate {
      addresses = Sorted.set(addresses);
      gateways = Sorted.set(gateways);
    }

    /// Of a real server that answers by itself.
    public static Gate of(NodeId node, SortedSet<IpAddress> addresses) {
      return new Gate(node, addresses, Sorted.set());
    }
  }
}
