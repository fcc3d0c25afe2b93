package io.lvsfleet.controlplane.decide;

import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a node's table loses: [io.lvsfleet.reconcile.RemovalGuard.Removals#total] by one pass over
/// both, as both are in order.
final class Losses {

  private Losses() {}

  static int count(NodeState before, NodeState after) {
    DirectorState was = before.director();
    DirectorState is = after.director();
    if (was == null) {
      return 0;
    }
    int lost = 0;
    for (Map.Entry<VirtualServiceKey, ServiceSpec> service : was.services().entrySet()) {
      ServiceSpec other = is == null ? null : is.services().get(service.getKey());
      if (other == null) {
        lost += 1 + service.getValue().realServers().size();
      } else {
        lost += missing(service.getValue().realServers(), other.realServers());
      }
    }
    return lost;
  }

  private static <V> int missing(
      SortedMap<RealServerKey, V> before, SortedMap<RealServerKey, V> after) {
    int missing = 0;
    Iterator<RealServerKey> others = after.keySet().iterator();
    RealServerKey other = next(others);
    for (RealServerKey key : before.keySet()) {
      while (other != null && other.compareTo(key) < 0) {
        other = next(others);
      }
      if (other == null || other.compareTo(key) != 0) {
        missing++;
      }
    }
    return missing;
  }

  private static @Nullable RealServerKey next(Iterator<RealServerKey> keys) {
    return keys.hasNext() ? keys.next() : null;
  }
}
