package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All overrides that stand. Immutable. One whose time is over stands until it is taken away; who
/// asks looks at its time.
public record Overrides(SortedMap<OverrideKey, StandingOverride> all) {

  public static final Overrides NONE = new Overrides(Sorted.map());

  /// The oldest first: what was ordered later may say more.
  private static final Comparator<StandingOverride> BY_AGE =
      Comparator.comparing(StandingOverride::since).thenComparing(StandingOverride::key);

  public Overrides {
    all = Sorted.map(all);
  }

  public @Nullable StandingOverride get(OverrideKey key) {
    return all.get(key);
  }

  public Overrides with(StandingOverride standing) {
    SortedMap<OverrideKey, StandingOverride> next = new TreeMap<>(all);
    next.put(standing.key(), standing);
    return new Overrides(next);
  }

  public Overrides without(OverrideKey key) {
    SortedMap<OverrideKey, StandingOverride> next = new TreeMap<>(all);
    next.remove(key);
    return new Overrides(next);
  }

  /// A cluster that is removed takes its overrides with it.
  public Overrides withoutCluster(ClusterId cluster) {
    List<StandingOverride> gone = of(new OverrideKey.Scope.OfCluster(cluster));
    if (gone.isEmpty()) {
      return this;
    }
    SortedMap<OverrideKey, StandingOverride> next = new TreeMap<>(all);
    gone.forEach(standing -> next.remove(standing.key()));
    return new Overrides(next);
  }

  public List<StandingOverride> of(OverrideKey.Scope scope) {
    return all.values().stream().filter(standing -> standing.key().scope().equals(scope)).toList();
  }

  /// Those of the cluster itself and those of nodes that serve it, oldest first.
  public List<StandingOverride> concerning(ClusterTopology cluster) {
    return all.values().stream()
        .filter(standing ->
            switch (standing.key().scope()) {
              case OverrideKey.Scope.OfCluster(ClusterId id) -> id.equals(cluster.id());
              case OverrideKey.Scope.OfNode _ -> concerns(standing, cluster);
            })
        .sorted(BY_AGE)
        .toList();
  }

  /// What keeps a cluster's document as it is; null when nothing does.
  public @Nullable StandingOverride freeze(ClusterId cluster, Instant now) {
    return of(new OverrideKey.Scope.OfCluster(cluster)).stream()
        .filter(standing -> standing.declared().kind() instanceof DeclaredOverride.Freeze)
        .filter(standing -> !standing.declared().over(now))
        .min(BY_AGE)
        .orElse(null);
  }

  /// Whether anything of a cluster is other than declared by an override.
  public static boolean concerns(StandingOverride standing, ClusterTopology cluster) {
    return director(standing, cluster) != null || !reach(standing, cluster).isEmpty();
  }

  /// The director that an override keeps from being master; null for none.
  public static @Nullable NodeId director(StandingOverride standing, ClusterTopology cluster) {
    ClusterId only = standing.key().cluster();
    return only == null || only.equals(cluster.id())
        ? director(standing.declared(), cluster)
        : null;
  }

  public static @Nullable NodeId director(DeclaredOverride declared, ClusterTopology cluster) {
    return declared.kind() instanceof DeclaredOverride.Maintenance(Target.OnNode(NodeId node))
            && cluster.settings().value().allocated().vrrp() != null
            && cluster.directors().contains(node)
        ? node
        : null;
  }

  /// The real servers of a cluster that an override is about. None when what it names is not there
  /// (any more): it stands all the same, and holds again for whatever comes back under that name.
  public static List<ObjectPath.RealServer> reach(
      StandingOverride standing, ClusterTopology cluster) {
    ClusterId only = standing.key().cluster();
    Target target = standing.declared().kind().target();
    return target == null || (only != null && !only.equals(cluster.id()))
        ? List.of()
        : reach(target, cluster);
  }

  public static List<ObjectPath.RealServer> reach(Target target, ClusterTopology cluster) {
    return switch (target) {
      case Target.RealServer(String service, String name) -> {
        ServiceRows rows = cluster.services().get(service);
        yield rows != null && rows.realServers().containsKey(name)
            ? List.of(new ObjectPath.RealServer(service, name))
            : List.of();
      }
      case Target.OnNode(var node) -> {
        List<ObjectPath.RealServer> found = new ArrayList<>();
        cluster
            .services()
            .forEach((service, rows) ->
                rows.realServers()
                    .forEach((name, row) -> {
                      if (node.equals(row.value().declared().node())) {
                        found.add(new ObjectPath.RealServer(service, name));
                      }
                    }));
        yield found;
      }
    };
  }
}
