package io.lvsfleet.model;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A real server as declared, with what decides about its weight.
///
/// @param name the operator's name for it
/// @param config with the declared weight
/// @param gate what has to be ready first; null for a server declared without an agent
/// @param checks each with who performs it; one that is down takes the server out
/// @param overrides of operators, as far as they concern this director
public record RealServerSpec(
    String name,
    RealServerConfig config,
    @Nullable Gate gate,
    SortedMap<CheckKey, Witnessing> checks,
    List<ServerOverride> overrides) {

  public RealServerSpec {
    checks = Sorted.map(checks);
    overrides = List.copyOf(overrides);
  }

  /// Nothing overridden; of a check that both perform, one that says down is enough.
  ///
  /// @param own checks the director itself performs
  /// @param reported checks the real server's agent performs and reports
  public RealServerSpec(
      String name,
      RealServerConfig config,
      @Nullable Gate gate,
      Collection<CheckKey> own,
      Collection<CheckKey> reported) {
    this(name, config, gate, witnessed(own, reported), List.of());
  }

  private static SortedMap<CheckKey, Witnessing> witnessed(
      Collection<CheckKey> own, Collection<CheckKey> reported) {
    SortedMap<CheckKey, Witnessing> checks = new TreeMap<>();
    own.forEach(key -> checks.put(key, Witnessing.DIRECTOR));
    reported.forEach(key -> checks.merge(key, Witnessing.REAL_SERVER, (_, _) -> Witnessing.ANY));
    return checks;
  }

  public RealServerSpec withOverrides(List<ServerOverride> newOverrides) {
    return new RealServerSpec(name, config, gate, checks, newOverrides);
  }

  /// Checks the director itself performs.
  public SortedSet<CheckKey> ownChecks() {
    SortedSet<CheckKey> own = new TreeSet<>();
    checks.forEach((key, witnessing) -> {
      if (witnessing.director()) {
        own.add(key);
      }
    });
    return own;
  }

  /// Checks the real server's agent performs and reports.
  public SortedSet<CheckKey> reportedChecks() {
    SortedSet<CheckKey> reported = new TreeSet<>();
    checks.forEach((key, witnessing) -> {
      if (witnessing.realServer()) {
        reported.add(key);
      }
    });
    return reported;
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
