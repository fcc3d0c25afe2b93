package io.lvsfleet.controlplane.api;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many connections there are, summed over the directors that report.
///
/// @param directors that report
public record ConnectionsView(
    String cluster, List<String> directors, List<ServiceConnections> virtualServices) {

  /// @param service the operator's name; of an entry that is not ours its key in ipvsadm's words
  public record ServiceConnections(
      String service, Count total, List<ServerConnections> realServers) {}

  /// @param realServer the operator's name; of an entry that is not ours its address and port
  public record ServerConnections(String realServer, Count connections) {}

  /// @param active TCP established, every one of UDP
  /// @param persistent templates that tie a client to a server
  public record Count(long active, long inactive, long persistent) {
    static final Count NONE = new Count(0, 0, 0);

    Count and(Count other) {
      return new Count(
          active + other.active, inactive + other.inactive, persistent + other.persistent);
    }
  }

  static ConnectionsView of(RoutingTableView tables) {
    SortedMap<String, SortedMap<String, Count>> services = new TreeMap<>();
    List<String> reporting = new ArrayList<>();
    for (RoutingTableView.DirectorTable table : tables.directors()) {
      if (table.at() == null) {
        continue;
      }
      reporting.add(table.node());
      for (RoutingTableView.ServiceEntry service : table.virtualServices()) {
        SortedMap<String, Count> servers =
            services.computeIfAbsent(
                service.name() == null ? service.service() : service.name(), _ -> new TreeMap<>());
        for (RoutingTableView.ServerEntry server : service.realServers()) {
          servers.merge(
              server.name() == null ? server.address() + " port " + server.port() : server.name(),
              new Count(
                  server.activeConnections(),
                  server.inactiveConnections(),
                  server.persistentConnections()),
              Count::and);
        }
      }
    }
    return new ConnectionsView(
        tables.cluster(),
        reporting,
        services.entrySet().stream()
            .map(entry ->
                new ServiceConnections(
                    entry.getKey(),
                    entry.getValue().values().stream().reduce(Count.NONE, Count::and),
                    entry.getValue().entrySet().stream()
                        .map(server -> new ServerConnections(server.getKey(), server.getValue()))
                        .toList()))
            .toList());
  }
}
