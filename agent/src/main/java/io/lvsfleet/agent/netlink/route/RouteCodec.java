package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.OWN_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_DST;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_ENCAP;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_GATEWAY;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_MULTIPATH;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_NEWDST;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_OIF;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_PREFSRC;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_PRIORITY;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_TABLE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_VIA;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_F_CLONED;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_BLACKHOLE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_LOCAL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_PROHIBIT;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_THROW;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_UNICAST;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTN_UNREACHABLE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_HOST;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_LINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_NOWHERE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_UNIVERSE;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Payloads of `RTM_NEWROUTE`, `RTM_DELROUTE`, `RTM_GETROUTE`: `struct rtmsg` and attributes.
///
/// ```
///  0        1         2         3     4       5          6       7      8       12
///  +--------+---------+---------+-----+-------+----------+-------+------+-------+
///  | family | dst len | src len | tos | table | protocol | scope | type | flags |
///  +--------+---------+---------+-----+-------+----------+-------+------+-------+
/// ```
public final class RouteCodec {

  static final int HEADER = 12;

  private RouteCodec() {}

  /// A route of ours.
  ///
  /// @param interfaceIndex 0 where the gateway decides
  public static ByteBuffer write(RouteKey key, Route route, int interfaceIndex) {
    boolean local = route.type() == Route.Type.LOCAL;
    int type = local ? RTN_LOCAL : RTN_UNICAST;
    // As `ip route` chooses it; IPv6 has no use for it.
    int scope = local ? RT_SCOPE_HOST : route.gateway() == null ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
    AttributeWriter out = key(key, scope, type);
    if (route.gateway() != null) {
      out.bytes(RTA_GATEWAY, route.gateway().bytes());
    }
    if (interfaceIndex != 0) {
      out.u32(RTA_OIF, interfaceIndex);
    }
    if (route.source() != null) {
      out.bytes(RTA_PREFSRC, route.source().bytes());
    }
    return out.toBuffer();
  }

  /// Names our route of a key, whatever its type: for its removal.
  public static ByteBuffer writeKey(RouteKey key) {
    return key(key, RT_SCOPE_NOWHERE, 0).toBuffer();
  }

  private static AttributeWriter key(RouteKey key, int scope, int type) {
    Prefix to = key.destination();
    AttributeWriter out =
        new AttributeWriter()
            .header(
                header(to.family(), key.table())
                    .put(1, (byte) to.length())
                    .put(5, (byte) OWN_PROTOCOL)
                    .put(6, (byte) scope)
                    .put(7, (byte) type))
            .u32(RTA_TABLE, key.table());
    if (to.length() > 0) {
      out.bytes(RTA_DST, to.address().bytes());
    }
    if (key.metric() != 0) {
      out.u32(RTA_PRIORITY, key.metric());
    }
    return out;
  }

  /// Asks for one table (with `NLM_F_DUMP`). A kernel before 4.20, or a socket without
  /// `NETLINK_GET_STRICT_CHK`, answers with all of them.
  public static ByteBuffer writeGetAll(AddressFamily family, int table) {
    return new AttributeWriter().header(header(family, table)).u32(RTA_TABLE, table).toBuffer();
  }

  private static ByteBuffer header(AddressFamily family, int table) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.nativeOrder())
        .put(0, (byte) family.number())
        .put(4, (byte) table);
  }

  /// The prefix length, without reading the rest: a table may have a million routes.
  ///
  /// @return -1 for a message that is too short to have one
  public static int destinationLength(NetlinkMessage message) {
    ByteBuffer header = message.payload();
    return header.remaining() < HEADER ? -1 : Byte.toUnsignedInt(header.get(1));
  }

  /// Empty for what has no [RouteKey]: multicast and the like, routes for a TOS or a source, tables
  /// beyond 255, the kernel's own IPv6 routes of metric 0.
  public static Optional<RouteRow> read(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    ByteBuffer header = message.payload();
    AddressFamily family = family(Byte.toUnsignedInt(header.get(0)));
    int type = Byte.toUnsignedInt(header.get(7));
    if (family == null
        || header.get(2) != 0
        || header.get(3) != 0
        || (header.getInt(8) & RTM_F_CLONED) != 0
        || !speaksOf(type)) {
      return Optional.empty();
    }
    Fields fields = Fields.read(in, family, Byte.toUnsignedInt(header.get(4)));
    in.end();
    int length = Byte.toUnsignedInt(header.get(1));
    if (length > family.bits()) {
      throw NetlinkError.malformed("prefix length " + length + " in " + family);
    }
    if (fields.table < 1
        || fields.table > 255
        || (fields.metric == 0 && family == AddressFamily.IPV6)) {
      return Optional.empty();
    }
    RouteKey key =
        new RouteKey((int) fields.table, Prefix.of(fields.destination, length), fields.metric);
    boolean ours = Byte.toUnsignedInt(header.get(5)) == OWN_PROTOCOL;
    Route.Type said = fields.type(type);
    // A route of ours that somebody made another one of is no longer ours.
    String saved = ours && said != Route.Type.OTHER ? "" : SavedRoute.of(message);
    return Optional.of(
        new RouteRow(key, said, fields.gateway, fields.interfaceIndex, fields.source, saved));
  }

  private static boolean speaksOf(int type) {
    return switch (type) {
      case RTN_UNICAST, RTN_LOCAL, RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_THROW -> true;
      default -> false;
    };
  }

  private static @Nullable AddressFamily family(int number) {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == number) {
        return family;
      }
    }
    return null;
  }

  private static final class Fields {
    private IpAddress destination;
    private @Nullable IpAddress gateway;
    private @Nullable IpAddress source;
    private int interfaceIndex;
    private long table;
    private long metric;
    private boolean several;

    private Fields(AddressFamily family, int table) {
      this.destination = Prefix.all(family).address();
      this.table = table;
    }

    static Fields read(AttributeReader in, AddressFamily family, int table) {
      Fields fields = new Fields(family, table);
      int width = family.bits() / 8;
      while (in.next()) {
        switch (in.type()) {
          case RTA_DST -> fields.destination = IpAddress.of(in.bytes(width));
          case RTA_GATEWAY -> fields.gateway = IpAddress.of(in.bytes(width));
          case RTA_PREFSRC -> fields.source = IpAddress.of(in.bytes(width));
          case RTA_OIF -> fields.interfaceIndex = in.s32();
          case RTA_TABLE -> fields.table = in.u32();
          case RTA_PRIORITY -> fields.metric = in.u32();
          case RTA_MULTIPATH, RTA_VIA, RTA_NEWDST, RTA_ENCAP -> fields.several = true;
          default -> {} // metrics, preference, what is in the cache: they are in what is saved
        }
      }
      return fields;
    }

    Route.Type type(int number) {
      boolean local = number == RTN_LOCAL && gateway == null;
      if (several || interfaceIndex == 0 || !(local || number == RTN_UNICAST)) {
        return Route.Type.OTHER;
      }
      return local ? Route.Type.LOCAL : Route.Type.UNICAST;
    }
  }
}
