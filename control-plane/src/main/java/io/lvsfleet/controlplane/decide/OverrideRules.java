package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What an order has to keep to when it is given. Later it stands whatever becomes of its object.
public final class OverrideRules {

  private OverrideRules() {}

  public static List<Violation> examine(
      Topology topology, OverrideKey key, DeclaredOverride declared, Instant now) {
    List<Violation> violations = new ArrayList<>();
    if (declared.over(now)) {
      violations.add(
          new Violation(
              Rule.TIME, Pointer.of("expiresAt"), declared.expiresAt() + " is over already"));
    }
    Target target = declared.kind().target();
    Collection<ClusterTopology> clusters =
        switch (key.scope()) {
          case OverrideKey.Scope.OfCluster(ClusterId id) -> List.of(topology.clusterOrEmpty(id));
          case OverrideKey.Scope.OfNode _ -> topology.clusters().values();
        };
    if (target != null
        && clusters.stream()
            .allMatch(cluster ->
                Overrides.reach(target, cluster).isEmpty()
                    && Overrides.director(declared, cluster) == null)) {
      violations.add(nothingThere(key, target));
    }
    return violations;
  }

  private static Violation nothingThere(OverrideKey key, Target target) {
    boolean isCluster = key.cluster() != null;
    return switch (target) {
      case Target.RealServer _ ->
          new Violation(
              Rule.UNKNOWN_REFERENCE,
              Pointer.of("realServer"),
              "there is no " + target.text() + " in cluster " + key.cluster());
      case Target.OnNode(var node) ->
          new Violation(
              Rule.UNKNOWN_REFERENCE,
              isCluster ? Pointer.of("node") : Pointer.ROOT,
              "no real server and, for maintenance, no director that fails over of "
                  + (isCluster ? "cluster " + key.cluster() : "any cluster")
                  + " is on node "
                  + node);
    };
  }
}
