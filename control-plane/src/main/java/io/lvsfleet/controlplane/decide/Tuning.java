package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.controlplane.topology.TopologyChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes of a real server's weight and thresholds: the everyday change, and one that can break no
/// rule but that on thresholds. It needs no look at the rest of the cluster.
final class Tuning {

  private Tuning() {}

  /// The rows that change; null when the command is more than that, or when the rules have to say
  /// what is wrong.
  static @Nullable List<TopologyChange> rows(ClusterTopology before, Command.PutObject put) {
    if (!(put.path() instanceof ObjectPath.RealServer(String service, String name))
        || !(put.fragment() instanceof DeclaredRealServer is)) {
      return null;
    }
    ServiceRows rows = before.services().get(service);
    Row<AllocatedRealServer> row = rows == null ? null : rows.realServers().get(name);
    if (row == null) {
      return null;
    }
    DeclaredRealServer was = row.value().declared();
    if (was.equals(is)) {
      return List.of();
    }
    boolean isMore =
        !is.tuned(was.weight(), was.upperThreshold(), was.lowerThreshold()).equals(was);
    return isMore || number(is.lowerThreshold()) > number(is.upperThreshold())
        ? null
        : List.of(
            new TopologyChange.PutRealServer(
                put.cluster(), service, name, new AllocatedRealServer(is, row.value().address())));
  }

  private static int number(@Nullable Integer threshold) {
    return threshold == null ? 0 : threshold;
  }
}
