package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REPLACE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWROUTE;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.route.RouteCodec;
import io.lvsfleet.agent.netlink.route.RouteRow;
import io.lvsfleet.agent.netlink.route.SavedRoute;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// The routes of the process's network namespace.
///
/// The kernel has no question for one [RouteKey]: a look-up follows policy rules and answers with
/// the best route, not with that one. So the tables that are asked about are dumped, each by
/// itself, and what is not asked about is dropped unread (ADR 22).
public final class KernelRoutes implements RouteTable, AutoCloseable {

  private static final String LOOK = "list the routes";

  private final NetlinkConnection connection;
  private final Links links;

  public KernelRoutes() throws KernelException {
    connection = new NetlinkConnection(NETLINK_ROUTE);
    links = new Links(connection);
  }

  @Override
  public SortedMap<RouteKey, Route> routes(SortedSet<RouteKey> keys) throws KernelException {
    SortedMap<RouteKey, Route> routes = new TreeMap<>();
    Map<Integer, Optional<String>> names = new TreeMap<>();
    for (AddressFamily family : AddressFamily.values()) {
      for (Map.Entry<Integer, BitSet> table : lengths(family, keys).entrySet()) {
        for (RouteRow row : rows(family, table.getKey(), table.getValue())) {
          if (keys.contains(row.key()) || isDefault(row.key())) {
            add(routes, row, names);
          }
        }
      }
    }
    return Sorted.map(routes);
  }

  /// Whether the main table has a route to exactly this network.
  public boolean leadsTo(Prefix destination) throws KernelException {
    BitSet length = new BitSet();
    length.set(destination.length());
    return rows(destination.family(), RouteKey.MAIN, length).stream()
        .anyMatch(row -> row.key().destination().equals(destination));
  }

  private static boolean isDefault(RouteKey key) {
    return key.table() == RouteKey.MAIN && key.destination().length() == 0;
  }

  /// The tables to look at, and the prefix lengths that matter there.
  private static SortedMap<Integer, BitSet> lengths(
      AddressFamily family, SortedSet<RouteKey> keys) {
    SortedMap<Integer, BitSet> lengths = new TreeMap<>();
    BitSet main = new BitSet();
    main.set(0);
    lengths.put(RouteKey.MAIN, main);
    for (RouteKey key : keys) {
      if (key.destination().family() == family) {
        lengths.computeIfAbsent(key.table(), _ -> new BitSet()).set(key.destination().length());
      }
    }
    return lengths;
  }

  private List<RouteRow> rows(AddressFamily family, int table, BitSet lengths)
      throws KernelException {
    List<RouteRow> rows = new ArrayList<>();
    try {
      List<NetlinkMessage> messages =
          connection.dump(
              LOOK,
              RTM_GETROUTE,
              RouteCodec.writeGetAll(family, table),
              message -> {
                int length = RouteCodec.destinationLength(message);
                return length >= 0 && lengths.get(length);
              });
      for (NetlinkMessage message : messages) {
        RouteCodec.read(message).filter(row -> row.key().table() == table).ifPresent(rows::add);
      }
    } catch (NetlinkError e) {
      if (e.kind() == NetlinkError.Kind.REFUSED && isNoTable(e)) {
        return List.of();
      }
      throw KernelErrors.of(LOOK, e, Advice::none);
    }
    return rows;
  }

  /// A table comes into being with its first route. Without IPv6 in the kernel nobody answers for
  /// that family.
  private static boolean isNoTable(NetlinkError e) {
    String errno = Errno.name(e.errno());
    return errno.equals("ENOENT") || errno.equals("EOPNOTSUPP") || errno.equals("EAFNOSUPPORT");
  }

  private void add(
      SortedMap<RouteKey, Route> routes, RouteRow row, Map<Integer, Optional<String>> names)
      throws KernelException {
    int index = row.interfaceIndex();
    if (index != 0 && !names.containsKey(index)) {
      names.put(index, links.name(LOOK, index));
    }
    Optional<String> name = names.getOrDefault(index, Optional.empty());
    if (index != 0 && name.isEmpty()) {
      return; // the interface went meanwhile, and the route with it
    }
    Route route = row.route(name.orElse(null));
    Route before = routes.get(row.key());
    if (before == null || (route.ours() && !before.ours())) {
      routes.put(row.key(), route);
    }
  }

  @Override
  public void put(RouteKey key, Route route) throws KernelException {
    String what = new PutRoute(key, route).describe();
    if (!route.ours()) {
      throw new IllegalArgumentException("only routes of our own are put: " + route);
    }
    replace(what, RouteCodec.write(key, route, index(what, route)));
  }

  @Override
  public void restore(RouteKey key, Route original) throws KernelException {
    String what = new RestoreRoute(key, original).describe();
    if (original.ours()) {
      throw new IllegalArgumentException("only routes of others are restored: " + original);
    }
    try {
      replace(what, SavedRoute.write(original.saved(), index(what, original)));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private int index(String what, Route route) throws KernelException {
    String name = route.interfaceName();
    return name == null ? 0 : links.named(what, name).index();
  }

  private void replace(String what, ByteBuffer payload) throws KernelException {
    request(what, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, payload);
  }

  private void request(String what, int type, int flags, ByteBuffer payload)
      throws KernelException {
    try {
      connection.request(what, type, flags, payload);
    } catch (NetlinkError e) {
      throw KernelErrors.of(
          what,
          e,
          errno ->
              switch (errno) {
                case "ENETUNREACH", "EHOSTUNREACH" -> "the gateway is on no link of this node";
                case "ESRCH" -> "there is no such route of ours";
                default -> "";
              });
    }
  }

  /// Asks first: for the kernel a removal without a metric means any metric.
  @Override
  public void remove(RouteKey key) throws KernelException {
    String what = new RemoveRoute(key).describe();
    Route found = routes(Sorted.set(List.of(key))).get(key);
    if (found == null || !found.ours()) {
      throw new KernelException(what, "ESRCH", "there is no such route of ours");
    }
    request(what, RTM_DELROUTE, 0, RouteCodec.writeKey(key));
  }

  @Override
  public void close() {
    connection.close();
  }
}
