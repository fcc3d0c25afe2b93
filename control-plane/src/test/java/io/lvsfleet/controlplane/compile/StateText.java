package io.lvsfleet.controlplane.compile;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.stream.Collectors;

/// A node's state in the words of the tools that would make it so.
final class StateText {

  private final StringBuilder text = new StringBuilder();

  private StateText() {}

  static String of(NodeState state) {
    StateText text = new StateText();
    text.line(0, "node " + state.node());
    if (!state.policy().equals(NodePolicy.DEFAULT)) {
      text.line(1, state.policy().toString());
    }
    DirectorState director = state.director();
    if (director != null) {
      text.director(director);
    }
    state.realServers().forEach((cluster, server) -> text.realServer(cluster.name(), server));
    state.checks().forEach((key, check) -> text.line(1, "check " + key + " " + check));
    return text.text.toString();
  }

  private void director(DirectorState director) {
    line(1, "director of " + director.cluster() + ", " + director.role());
    director.sysctls().forEach((key, value) -> line(2, "sysctl " + key + " = " + value));
    network(director.network());
    if (director.settings().timeouts() != null) {
      line(2, "ipvsadm " + director.settings().timeouts().describe());
    }
    director
        .settings()
        .syncDaemons()
        .values()
        .forEach(daemon -> line(2, "ipvsadm --start-daemon " + daemon.describe()));
    if (director.failover() != null) {
      failover(director.failover());
    }
    director.virtualAddresses().forEach(address -> line(2, "ip addr add " + address));
    line(2, "announce " + director.announcing());
    director.services().forEach(this::service);
  }

  private void failover(Failover failover) {
    failover.instances().forEach((name, one) -> line(2, "vrrp " + name + ": " + one));
    line(
        3,
        (failover.preempt() ? "preempts" : "does not preempt")
            + " after "
            + failover.preemptDelay()
            + ", starts after "
            + failover.startDelay()
            + ", catches up for "
            + failover.catchUp());
    failover
        .trackers()
        .forEach(tracker ->
            line(3, "tracks " + tracker.subject().describe() + " weight " + tracker.weight()));
    if (failover.sync() != null) {
      for (SyncDaemon.Role role : SyncDaemon.Role.values()) {
        line(3, "or ipvsadm --start-daemon " + failover.sync().daemon(role).describe());
      }
    }
  }

  private void service(VirtualServiceKey key, ServiceSpec service) {
    line(
        2,
        "ipvsadm -A "
            + key.describe()
            + " "
            + service.config().describe()
            + "  # "
            + service.name()
            + ", "
            + service.onFailure()
            + (service.adopt() ? ", adopt" : ""));
    service
        .realServers()
        .forEach((server, spec) ->
            line(
                3,
                "ipvsadm -a "
                    + key.describe()
                    + " -r "
                    + server
                    + " "
                    + spec.config().describe()
                    + "  # "
                    + words(spec)));
  }

  private static String words(RealServerSpec spec) {
    RealServerSpec.Gate gate = spec.gate();
    return spec.name()
        + ", "
        + spec.config().method()
        + (gate == null
            ? ", no gate"
            : ", when "
                + gate.node()
                + " holds "
                + gate.addresses()
                + (gate.gateways().isEmpty() ? "" : " and answers through " + gate.gateways()))
        + ", own checks "
        + names(spec.ownChecks())
        + ", reported "
        + names(spec.reportedChecks());
  }

  private static String names(java.util.SortedSet<CheckKey> keys) {
    return keys.stream().map(CheckKey::check).collect(Collectors.joining(",", "[", "]"));
  }

  private void realServer(String cluster, RealServerState server) {
    line(1, "real server of " + cluster);
    server.sysctls().forEach((key, value) -> line(2, "sysctl " + key + " = " + value));
    server.verified().forEach((key, value) -> line(2, "verify " + key + " = " + value));
    network(server.network());
    server.heldAddresses().forEach(address -> line(2, "ip addr add " + address));
    server.gateways().forEach(gateway -> line(2, "answer through " + gateway));
  }

  private void network(Network network) {
    network
        .devices()
        .forEach((name, device) -> line(2, "ip link add " + name + " " + device.describe()));
    network.decapsulationPorts().forEach(port -> line(2, "ip fou add " + port));
    network
        .routes()
        .forEach((key, route) ->
            line(2, "ip route add " + route.prefixWord() + key + " " + route.describe()));
    network.packetRules().forEach(rule -> line(2, "nft " + rule.describe()));
  }

  private void line(int indent, String words) {
    text.append("  ".repeat(indent)).append(words).append('\n');
  }
}
