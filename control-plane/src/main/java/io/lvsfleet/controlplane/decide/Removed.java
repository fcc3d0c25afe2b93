package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ServiceRows;
import java.util.ArrayList;
import java.util.List;

/// The services and real servers a change takes away, by their names.
final class Removed {

  private Removed() {}

  static List<String> objects(ClusterTopology before, ClusterTopology after) {
    List<String> gone = new ArrayList<>();
    before
        .services()
        .forEach((name, rows) -> {
          ServiceRows service = after.services().get(name);
          if (service == null) {
            gone.add("virtualServices/" + name);
          }
          for (String server : rows.realServers().keySet()) {
            if (service == null || !service.realServers().containsKey(server)) {
              gone.add("virtualServices/" + name + "/realServers/" + server);
            }
          }
        });
    return gone;
  }
}
