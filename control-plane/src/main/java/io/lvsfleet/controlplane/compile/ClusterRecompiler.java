package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compiles again what a change of real servers can reach, and takes the rest from before.
///
/// What it can reach is compiled by [ClusterCompiler], like everything: a cluster with nothing but
/// the changed real servers and those on the same nodes, once as it was and once as it is. Where
/// these two differ in more than real servers and their checks, everything is compiled anew.
final class ClusterRecompiler {

  /// For more it is not worth while: what they reach is compiled twice.
  private static final int MOST_REAL_SERVERS = 500;

  private final CompiledCluster compiled;
  private final ClusterTopology before;
  private final ClusterTopology after;

  /// Names of real servers by service.
  private final SortedMap<String, Set<String>> changed = new TreeMap<>();

  private ClusterRecompiler(
      CompiledCluster compiled, ClusterTopology before, ClusterTopology after) {
    this.compiled = compiled;
    this.before = before;
    this.after = after;
  }

  static CompiledCluster compile(
      CompiledCluster compiled,
      ClusterTopology before,
      ClusterTopology after,
      List<TopologyChange> changes) {
    ClusterRecompiler recompiler = new ClusterRecompiler(compiled, before, after);
    CompiledCluster result = recompiler.note(changes) ? recompiler.spliced() : null;
    return result != null ? result : new ClusterCompiler(after).compile();
  }

  /// Whether nothing but real servers has changed.
  private boolean note(List<TopologyChange> changes) {
    for (TopologyChange change : changes) {
      switch (change) {
        case TopologyChange.OpenRevision _ -> {
          if (before.members().isEmpty()) {
            return false;
          }
        }
        case TopologyChange.PutRealServer put -> note(put.service(), put.name());
        case TopologyChange.RemoveRealServer remove -> note(remove.service(), remove.name());
        case TopologyChange.RemoveCluster _,
            TopologyChange.PutSettings _,
            TopologyChange.PutMember _,
            TopologyChange.RemoveMember _,
            TopologyChange.PutNode _,
            TopologyChange.RemoveNode _,
            TopologyChange.PutVirtualIp _,
            TopologyChange.RemoveVirtualIp _,
            TopologyChange.PutService _,
            TopologyChange.RemoveService _,
            TopologyChange.PutCheck _,
            TopologyChange.RemoveCheck _ -> {
          return false;
        }
      }
    }
    return !changed.isEmpty()
        && changed.values().stream().mapToInt(Set::size).sum() <= MOST_REAL_SERVERS;
  }

  private void note(String service, String name) {
    changed.computeIfAbsent(service, _ -> new HashSet<>()).add(name);
  }

  /// Null when it cannot be done.
  private @Nullable CompiledCluster spliced() {
    Set<NodeId> nodes = new HashSet<>();
    changed.forEach((service, names) -> {
      addNodes(nodes, before.services().get(service), names);
      addNodes(nodes, after.services().get(service), names);
    });
    CompiledCluster was = new ClusterCompiler(reached(before, nodes)).compile();
    CompiledCluster is = new ClusterCompiler(reached(after, nodes)).compile();
    SortedMap<NodeId, CompiledCluster.Part> parts = new TreeMap<>(compiled.parts());
    SortedMap<NodeId, SortedSet<NodeId>> witnesses = new TreeMap<>(compiled.witnesses());
    for (NodeId node : nodes) {
      parts.remove(node);
      witnesses.remove(node);
    }
    SortedSet<NodeId> directors = after.directors();
    if (directors.stream().anyMatch(nodes::contains)) {
      return null;
    }
    for (NodeId director : directors) {
      CompiledCluster.Part old = compiled.parts().get(director);
      CompiledCluster.Part from = was.parts().get(director);
      CompiledCluster.Part to = is.parts().get(director);
      CompiledCluster.Part part =
          old == null || from == null || to == null ? null : part(old, from, to);
      if (part == null) {
        return null;
      }
      parts.put(director, part);
    }
    is.parts()
        .forEach((node, part) -> {
          if (!directors.contains(node)) {
            parts.put(node, part);
          }
        });
    witnesses.putAll(is.witnesses());
    return new CompiledCluster(parts, witnesses);
  }

  private static void addNodes(
      Set<NodeId> nodes, @Nullable ServiceRows service, Set<String> names) {
    if (service == null) {
      return;
    }
    for (String name : names) {
      Row<AllocatedRealServer> row = service.realServers().get(name);
      NodeId node = row == null ? null : row.value().declared().node();
      if (node != null) {
        nodes.add(node);
      }
    }
  }

  /// The cluster with the changed real servers and those on these nodes alone.
  private ClusterTopology reached(ClusterTopology cluster, Set<NodeId> nodes) {
    SortedMap<String, ServiceRows> services = new TreeMap<>();
    cluster
        .services()
        .forEach((name, rows) -> {
          SortedMap<String, Row<AllocatedRealServer>> servers = new TreeMap<>();
          for (String server : changed.getOrDefault(name, Set.of())) {
            Row<AllocatedRealServer> row = rows.realServers().get(server);
            if (row != null) {
              servers.put(server, row);
            }
          }
          if (!nodes.isEmpty()) {
            rows.realServers()
                .forEach((server, row) -> {
                  NodeId node = row.value().declared().node();
                  if (node != null && nodes.contains(node)) {
                    servers.put(server, row);
                  }
                });
          }
          services.put(name, new ServiceRows(rows.settings(), rows.checks(), servers));
        });
    return new ClusterTopology(
        cluster.id(),
        cluster.revision(),
        cluster.settings(),
        cluster.members(),
        cluster.nodes(),
        cluster.virtualIps(),
        services);
  }

  /// A director's part after the change; null when it differs in anything else than real servers.
  private CompiledCluster.@Nullable Part part(
      CompiledCluster.Part old, CompiledCluster.Part from, CompiledCluster.Part to) {
    DirectorState director = old.director();
    DirectorState was = from.director();
    DirectorState is = to.director();
    if (director == null
        || was == null
        || is == null
        || !without(was).equals(without(is))
        || !from.policy().equals(to.policy())
        || old.realServer() != null) {
      return null;
    }
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>(director.services());
    was.services()
        .forEach((key, spec) -> {
          if (changed.containsKey(spec.name())) {
            services.computeIfPresent(
                key,
                (_, service) ->
                    service.withRealServers(
                        replaced(service.realServers(), spec.realServers(), servers(is, key))));
          }
        });
    SortedMap<CheckKey, CheckSpec> checks = replaced(old.checks(), from.checks(), to.checks());
    return new CompiledCluster.Part(with(director, services), null, checks, old.policy());
  }

  private static SortedMap<RealServerKey, RealServerSpec> servers(
      DirectorState director, VirtualServiceKey key) {
    ServiceSpec service = director.services().get(key);
    return service == null ? Sorted.map() : service.realServers();
  }

  private static <K, V> SortedMap<K, V> replaced(SortedMap<K, V> all, Map<K, V> out, Map<K, V> in) {
    TreeMap<K, V> result = new TreeMap<>(all);
    out.keySet().forEach(result::remove);
    result.putAll(in);
    return result;
  }

  private static DirectorState without(DirectorState director) {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>(director.services());
    services.replaceAll((_, service) -> service.withRealServers(Sorted.map()));
    return with(director, services);
  }

  static DirectorState with(
      DirectorState director, SortedMap<VirtualServiceKey, ServiceSpec> services) {
    return new DirectorState(
        director.cluster(),
        director.role(),
        director.virtualAddresses(),
        services,
        director.sysctls(),
        director.settings(),
        director.network(),
        director.announcing(),
        director.failover());
  }

  static DirectorState with(DirectorState director, Failover failover) {
    return new DirectorState(
        director.cluster(),
        director.role(),
        director.virtualAddresses(),
        director.services(),
        director.sysctls(),
        director.settings(),
        director.network(),
        director.announcing(),
        failover);
  }
}
