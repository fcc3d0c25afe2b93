package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import java.util.List;
import java.util.Random;

/// Random documents that break no rule: every cluster has its own network and director, and all
/// share the real servers.
public final class SoundDocuments {

  public static final List<String> NODES = List.of("lb-a", "lb-b", "n1", "n2", "n3", "n4");

  public static final KnownNodes KNOWN =
      Documents.known(
          "n1 192.168.0.1", "n2 192.168.0.2", "n3 192.168.0.3 10.1.0.3 10.2.0.3", "n4 192.168.0.4");

  private SoundDocuments() {}

  /// @param cluster `a` or `b`
  public static ClusterDocument document(Random random, String cluster) {
    return Documents.parse(yaml(random, cluster)).document();
  }

  /// @param cluster `a` or `b`
  public static ClusterDocument rich(Random random, String cluster) {
    return Documents.parse(richYaml(random, cluster)).document();
  }

  public static String yaml(Random random, String cluster) {
    int net = cluster.equals("a") ? 1 : 2;
    StringBuilder yaml =
        new StringBuilder(
            "directors: {members: [{node: lb-%s, interface: eth%d}]}%nvirtualIps:%n"
                .formatted(cluster, random.nextInt(2)));
    for (int v = 0; v < 3; v++) {
      yaml.append("  v%d: {address: 10.%d.0.%d/24}%n".formatted(v, net, 100 + v));
    }
    yaml.append("virtualServices:\n");
    int services = 1 + random.nextInt(3);
    for (int s = 0; s < services; s++) {
      service(random, yaml, s);
    }
    return yaml.toString();
  }

  /// The same with what surrounds the ip_vs table: settings, marks, tunnels, a director that is a
  /// real server.
  public static String richYaml(Random random, String cluster) {
    int net = cluster.equals("a") ? 1 : 2;
    StringBuilder yaml = new StringBuilder(yaml(random, cluster));
    yaml.append(
        """
          tunnel:
            listen: {virtualIp: v0, port: 9000}
            forwarding: tunnel
            tunnel: {type: %s}
            adopt: %s
            realServers:
              r1: {node: n1, weight: %d}
              r2: {node: n2, tunnel: {type: gue, port: 6080}}
          marked:
            listen:
              match: [{virtualIp: v1, ports: "80,%d-9100"}, {addresses: 10.%d.1.0/28}]
            forwarding: %s
            checks: {}
            realServers:
              r3: {node: n4}
        """
            .formatted(
                random.nextBoolean() ? "ipip" : "gre",
                random.nextBoolean(),
                random.nextInt(3),
                9000 + random.nextInt(50),
                net,
                random.nextBoolean() ? "dr" : "tunnel"));
    if (random.nextBoolean()) {
      yaml.append(
          """
            local:
              listen: {virtualIp: v2, port: 9001}
              forwarding: %s
              realServers:
                self: {node: lb-%s}
          """
              .formatted(random.nextBoolean() ? "dr" : "nat", cluster));
    }
    yaml.append(
        """
        nodes:
          lb-%s: {addresses: {lan: 10.%d.0.9, inside: 192.168.0.9}, driftPoll: %ds}
        hold: %s
        arp: %s
        sysctls: {unmanaged: [%s]}
        """
            .formatted(
                cluster,
                net,
                5 + random.nextInt(2),
                random.nextBoolean() ? "dummy" : "lo",
                "sysctl",
                random.nextBoolean() ? "net.ipv4.ip_forward" : "net.ipv4.conf.all.arp_ignore"));
    if (random.nextBoolean()) {
      yaml.append("nat: {source: 192.168.0.0/24, out: eth%d}%n".formatted(random.nextInt(2)));
    }
    String directors =
        random.nextBoolean()
            ? "directors: {timeouts: {tcp: 600s}, connectionSync: {interface: eth1}, "
            : "directors: {";
    return yaml.toString().replace("directors: {", directors);
  }

  private static void service(Random random, StringBuilder yaml, int number) {
    String forwarding = random.nextBoolean() ? "dr" : "nat";
    yaml.append(
            "  s%d:%n    listen: {virtualIp: v%d, port: %d}%n"
                .formatted(number, random.nextInt(3), 8000 + number))
        .append("    forwarding: %s%n".formatted(forwarding));
    switch (random.nextInt(3)) {
      case 0 -> yaml.append("    checks: {}\n");
      case 1 ->
          yaml.append(
              "    checks: {c%d: {type: tcp, from: %s}}%n"
                  .formatted(
                      random.nextInt(2),
                      List.of("both", "director", "realServer").get(random.nextInt(3))));
      default -> {
        // The default check.
      }
    }
    yaml.append("    realServers:\n");
    for (int r = 0; r < 4; r++) {
      if (random.nextBoolean()) {
        yaml.append("      r%d: {node: n%d, weight: %d}%n".formatted(r, r + 1, random.nextInt(3)));
      }
    }
    yaml.append("      x: {address: 192.168.9.%d}%n".formatted(1 + random.nextInt(3)));
  }
}
