package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_CACHEINFO;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_ENCAP;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_ENCAP_TYPE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_EXPIRES;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_GATEWAY;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_MULTIPATH;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_NH_ID;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_OIF;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTA_VIA;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTNH_F_ONLINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTNH_F_PERVASIVE;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Somebody else's route as the message that makes it again: the one the kernel dumped, without
/// what says how it is doing at the moment. `ip route save` and `restore` do the same.
public final class SavedRoute {

  /// `AdvDefaultLifetime` of RFC 4861 section 6.2.1, in seconds: by then a router that is still
  /// there has advertised itself again, and the kernel has made the route anew.
  private static final int EXPIRY = 1800;

  /// `struct rta_cacheinfo`: clntref, lastuse, expires, …
  private static final int CACHEINFO_EXPIRES = 8;

  /// Without dead, link down and offloaded, which are not for us to say.
  private static final int SETTABLE = RTNH_F_PERVASIVE | RTNH_F_ONLINK;

  private SavedRoute() {}

  static String of(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(RouteCodec.HEADER);
    boolean byId = false;
    while (in.next()) {
      byId |= in.type() == RTA_NH_ID;
    }
    in.end();
    ByteBuffer header = ByteBuffer.allocate(RouteCodec.HEADER).order(ByteOrder.nativeOrder());
    header.put(0, message.payload(), 0, RouteCodec.HEADER);
    header.putInt(8, header.getInt(8) & SETTABLE);
    AttributeWriter out = new AttributeWriter().header(header);
    AttributeReader attributes = message.attributes(RouteCodec.HEADER);
    while (attributes.next()) {
      copy(attributes, byId, out);
    }
    attributes.end();
    byte[] bytes = new byte[out.toBuffer().remaining()];
    out.toBuffer().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void copy(AttributeReader in, boolean byId, AttributeWriter out)
      throws NetlinkError {
    int type = in.type();
    byte[] value = in.bytes();
    switch (type) {
      case RTA_CACHEINFO -> {
        if (value.length >= CACHEINFO_EXPIRES + 4
            && ByteBuffer.wrap(value).getInt(CACHEINFO_EXPIRES) != 0) {
          out.u32(RTA_EXPIRES, EXPIRY);
        }
      }
      case RTA_OIF, RTA_GATEWAY, RTA_VIA, RTA_ENCAP, RTA_ENCAP_TYPE -> {
        if (!byId) {
          out.bytes(type, value);
        }
      }
      case RTA_MULTIPATH -> {
        if (!byId) {
          out.bytes(type, nextHops(value));
        }
      }
      default -> out.bytes(type, value);
    }
  }

  /// `struct rtnexthop`: length 16 bits, flags 8, hops 8, interface index 32, attributes.
  private static byte[] nextHops(byte[] value) throws NetlinkError {
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    for (int at = 0; at < value.length; ) {
      int length = value.length - at < 8 ? 0 : Short.toUnsignedInt(in.getShort(at));
      if (length < 8 || length > value.length - at) {
        throw NetlinkError.malformed("a next hop of length " + length);
      }
      in.put(at + 2, (byte) (in.get(at + 2) & SETTABLE));
      at += (length + 3) & ~3;
    }
    return value;
  }

  /// The payload that makes it again.
  ///
  /// @param interfaceIndex of the interface it leads to, which may have another number by now; 0 to
  ///   leave what was saved
  /// @throws NetlinkError when the text is nothing that was saved
  public static ByteBuffer write(String saved, int interfaceIndex) throws NetlinkError {
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(saved);
    } catch (IllegalArgumentException e) {
      throw NetlinkError.malformed("what was saved of a route: " + e.getMessage());
    }
    NetlinkMessage message = new NetlinkMessage(0, 0, 0, 0, ByteBuffer.wrap(bytes));
    AttributeReader in = message.attributes(RouteCodec.HEADER);
    AttributeWriter out =
        new AttributeWriter().header(ByteBuffer.wrap(bytes, 0, RouteCodec.HEADER));
    while (in.next()) {
      if (in.type() == RTA_OIF && interfaceIndex != 0) {
        out.u32(RTA_OIF, interfaceIndex);
      } else {
        out.bytes(in.type(), in.bytes());
      }
    }
    in.end();
    return out.toBuffer();
  }
}
