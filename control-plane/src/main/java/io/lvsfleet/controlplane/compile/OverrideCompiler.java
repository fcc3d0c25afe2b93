package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts what operators ordered beside what is declared, for the cluster's directors.
public final class OverrideCompiler {

  /// By service and real server.
  private final Map<String, Map<String, List<ServerOverride>>> overrides = new HashMap<>();

  private OverrideCompiler() {}

  /// A director's part with what is overridden.
  ///
  /// @param concerning the cluster, in the order in which they are to be read
  public static CompiledCluster.Part with(
      NodeId node,
      CompiledCluster.Part part,
      ClusterTopology cluster,
      List<StandingOverride> concerning) {
    DirectorState director = part.director();
    if (director == null || concerning.isEmpty()) {
      return part;
    }
    OverrideCompiler compiler = new OverrideCompiler();
    concerning.forEach(standing -> compiler.add(standing, cluster));
    if (concerning.stream().anyMatch(one -> node.equals(Overrides.director(one, cluster)))) {
      director = FailoverCompiler.inMaintenance(director);
    } else if (compiler.overrides.isEmpty()) {
      return part;
    }
    return new CompiledCluster.Part(
        compiler.applied(director), part.realServer(), part.checks(), part.policy());
  }

  private void add(StandingOverride standing, ClusterTopology cluster) {
    ServerOverride override = of(standing);
    if (override != null) {
      for (ObjectPath.RealServer server : Overrides.reach(standing, cluster)) {
        overrides
            .computeIfAbsent(server.service(), _ -> new HashMap<>())
            .computeIfAbsent(server.name(), _ -> new ArrayList<>())
            .add(override);
      }
    }
  }

  /// As directors know it; null when it is nothing to them.
  private static @Nullable ServerOverride of(StandingOverride standing) {
    DeclaredOverride declared = standing.declared();
    ServerOverride.Kind kind =
        switch (declared.kind()) {
          case DeclaredOverride.Drain(var _, long connections, var deadline) ->
              new ServerOverride.Drain(connections, deadline);
          case DeclaredOverride.Disable _ -> new ServerOverride.Disable();
          case DeclaredOverride.Maintenance _ -> new ServerOverride.Maintenance();
          case DeclaredOverride.Pin(var _, var weight) -> new ServerOverride.Pin(weight);
          case DeclaredOverride.Freeze _ -> null;
        };
    return kind == null
        ? null
        : new ServerOverride(
            standing.key().inDirectors(),
            kind,
            standing.owner(),
            declared.reason(),
            standing.since(),
            declared.expiresAt());
  }

  private DirectorState applied(DirectorState director) {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>(director.services());
    services.replaceAll((_, service) -> {
      Map<String, List<ServerOverride>> ofService = overrides.get(service.name());
      if (ofService == null) {
        return service;
      }
      SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>(service.realServers());
      servers.replaceAll((_, server) -> {
        List<ServerOverride> ofServer = ofService.get(server.name());
        return ofServer == null ? server : server.withOverrides(ofServer);
      });
      return service.withRealServers(servers);
    });
    return ClusterRecompiler.with(director, services);
  }
}
