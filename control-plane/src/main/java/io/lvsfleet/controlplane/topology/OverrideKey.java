package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What identifies an override: where it holds, and the name its author chose.
public record OverrideKey(Scope scope, String id) implements Comparable<OverrideKey> {

  private static final Comparator<OverrideKey> ORDER =
      Comparator.comparing((OverrideKey key) -> key.scope().text()).thenComparing(OverrideKey::id);

  public OverrideKey {
    if (!Name.isValid(id)) {
      throw new IllegalArgumentException("\"" + id + "\": " + Name.RULE);
    }
  }

  public sealed interface Scope {
    /// As in a path: `clusters/web`, `nodes/web1`.
    String text();

    record OfCluster(ClusterId cluster) implements Scope {
      @Override
      public String text() {
        return "clusters/" + cluster;
      }
    }

    /// A node in whatever cluster it serves.
    record OfNode(NodeId node) implements Scope {
      @Override
      public String text() {
        return "nodes/" + node;
      }
    }
  }

  /// The only cluster it can concern; null for one of a node.
  public @Nullable ClusterId cluster() {
    return scope instanceof Scope.OfCluster(ClusterId cluster) ? cluster : null;
  }

  /// The name a director knows it by. An id has no slash.
  public String inDirectors() {
    return scope instanceof Scope.OfNode ? scope.text() + "/" + id : id;
  }

  @Override
  public int compareTo(OverrideKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return scope.text() + "/overrides/" + id;
  }
}
