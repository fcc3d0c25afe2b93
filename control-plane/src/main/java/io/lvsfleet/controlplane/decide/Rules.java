package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Sorted;
import java.util.Map;

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
    return examine(topology, cluster, document, damage, knownNodes, new ObjectPath.Cluster());
  }

  /// @param changed what of the document may differ from the cluster as it is, which broke no rule;
  ///   what this can make wrong is examined
  public static Findings examine(
      Topology topology,
      ClusterId cluster,
      ClusterDocument document,
      Damage damage,
      KnownNodes knownNodes,
      ObjectPath changed) {
    Examination examination = new Examination(topology, cluster, document, damage, knownNodes);
    size(examination);
    switch (changed) {
      case ObjectPath.RealServer(String service, String name) ->
          realServer(examination, service, name);
      case ObjectPath.Check(String service, String name) ->
          ServiceRules.examineCheck(examination, service, name);
      case ObjectPath.Service(String name) -> {
        ServiceRules.examineOne(examination, name);
        DeclaredService service = document.services().get(name);
        if (service != null) {
          NodeRules.examineServers(examination, name, service);
          VirtualIpRules.examineServers(examination, name, service);
          RealServerRules.examine(examination, name, service);
        }
      }
      case ObjectPath.Cluster _,
          ObjectPath.Directors _,
          ObjectPath.Node _,
          ObjectPath.VirtualIp _ ->
          everything(examination);
    }
    return examination.findings();
  }

  private static void everything(Examination examination) {
    NodeRules.examine(examination);
    VirtualIpRules.examine(examination);
    ServiceRules.examine(examination);
    examination
        .document
        .services()
        .forEach((name, service) -> RealServerRules.examine(examination, name, service));
  }

  /// A real server as if it were the only one of its service, and then that it is not like another.
  private static void realServer(Examination examination, String serviceName, String name) {
    DeclaredService service = examination.document.services().get(serviceName);
    DeclaredRealServer server = service == null ? null : service.realServers().get(name);
    if (service == null || server == null) {
      return;
    }
    DeclaredService alone = service.withRealServers(Sorted.map(Map.of(name, server)));
    ServiceRules.examineServers(examination, serviceName, alone);
    NodeRules.examineServers(examination, serviceName, alone);
    VirtualIpRules.examineServers(examination, serviceName, alone);
    RealServerRules.examine(examination, serviceName, alone);
    RealServerRules.examineTwins(examination, serviceName, name, service);
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
