package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import java.util.ArrayList;
import java.util.List;

/// The services and real servers a document no longer has, by their names.
final class Removed {

  private Removed() {}

  static List<String> objects(ClusterTopology before, ClusterDocument after) {
    List<String> gone = new ArrayList<>();
    before
        .services()
        .forEach((name, rows) -> {
          DeclaredService service = after.services().get(name);
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
