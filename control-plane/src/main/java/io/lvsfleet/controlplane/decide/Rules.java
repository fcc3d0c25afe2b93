package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;

/// What the parts of a document mean together. All rules look at all of it; none stops the others.
public final class Rules {

  /// A director's state with so many real servers and checks stays well below the 16 MiB a message
  /// to an agent may have.
  public static final int MAX_REAL_SERVERS = 20_000;

  public static final int MAX_CHECKS = 40_000;

  private Rules() {}

  /// @param damage what is missing in the document only because it could not be read
  public static Findings examine(
      Topology topology,
      ClusterId cluster,
      ClusterDocument document,
      Damage damage,
      KnownNodes knownNodes) {
    Examination examination = new Examination(topology, cluster, document, damage, knownNodes);
    size(examination);
    NodeRules.examine(examination);
    VirtualIpRules.examine(examination);
    ServiceRules.examine(examination);
    MarkRules.examine(examination);
    Ranges.examine(examination);
    HostRules hosts = new HostRules(examination);
    document
        .services()
        .forEach((name, service) -> RealServerRules.examine(examination, hosts, name, service));
    CheckRules.examine(examination);
    HealthRules.examine(examination);
    Ranges.hosts(examination);
    SettingsRules.examine(examination);
    FailoverRules.examine(examination);
    CapabilityRules.examine(examination);
    return examination.findings();
  }

  private static void size(Examination examination) {
    long servers = 0;
    long checks = 0;
    for (DeclaredService service : examination.document.services().values()) {
      servers += service.realServers().size();
      checks += (long) service.realServers().size() * service.effectiveChecks().size();
    }
    Pointer at = Pointer.of("virtualServices");
    if (servers > MAX_REAL_SERVERS) {
      examination.violation(
          Rule.TOO_MANY,
          at,
          "a cluster has at most " + MAX_REAL_SERVERS + " real servers, not " + servers);
    }
    if (checks > MAX_CHECKS) {
      examination.violation(
          Rule.TOO_MANY,
          at,
          "a cluster has at most " + MAX_CHECKS + " checks of real servers, not " + checks);
    }
  }
}
