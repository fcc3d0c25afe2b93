package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.IFF_UP;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_IFNAME;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_INFO_DATA;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_INFO_KIND;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_LINKINFO;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_MTU;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Payloads of `RTM_NEWLINK` for a [Device]: `struct ifinfomsg` (see [LinkCodec]) and attributes,
/// those of the kind nested in `IFLA_LINKINFO`.
public final class DeviceCodec {

  private static final int HEADER = 16;

  /// `ip6tnl` and `ip6gre` as `ip` makes them: RFC 2473 sections 6.6 and 6.3.
  private static final int ENCAPSULATION_LIMIT = 4;

  private static final int HOP_LIMIT = 64;

  /// From the packet within.
  private static final int INHERIT = 0;

  /// The attributes of a kind (`linux/if_tunnel.h`): `IFLA_IPTUN_*` or `IFLA_GRE_*`.
  ///
  /// @param protocol which inner protocols; 0 for a kind that has no such choice
  /// @param metadata a flag: not a tunnel but a way out for somebody's routes
  /// @param strange attributes that make a tunnel none of ours unless they are zero
  private record Layout(
      int local,
      int remote,
      int hopLimit,
      int encapsulationLimit,
      int protocol,
      int metadata,
      List<Integer> strange) {}

  /// Strange are a link (1) and an encapsulation type (15).
  private static final Layout IPTUN = new Layout(2, 3, 4, 6, 9, 19, List.of(1, 15));

  /// Strange are a link (1), flags (2, 3), keys (4, 5) and an encapsulation type (14).
  private static final Layout GRE = new Layout(6, 7, 8, 11, 0, 18, List.of(1, 2, 3, 4, 5, 14));

  private DeviceCodec() {}

  private static @Nullable Layout layout(Device.Kind kind) {
    return switch (kind) {
      case DUMMY -> null;
      case IPIP, SIT, IP6TNL -> IPTUN;
      case GRE, IP6GRE -> GRE;
    };
  }

  /// A device that is up from the start, towards every peer and for every inner protocol.
  public static ByteBuffer write(String name, Device device) {
    ByteBuffer header =
        ByteBuffer.allocate(HEADER)
            .order(ByteOrder.nativeOrder())
            .putInt(8, IFF_UP)
            .putInt(12, IFF_UP);
    return new AttributeWriter()
        .header(header)
        .string(IFLA_IFNAME, name)
        .u32(IFLA_MTU, device.mtu())
        .nested(
            IFLA_LINKINFO,
            info -> {
              info.string(IFLA_INFO_KIND, device.kind().word());
              info.nested(IFLA_INFO_DATA, data -> tunnel(data, device));
            })
        .toBuffer();
  }

  private static void tunnel(AttributeWriter data, Device device) {
    Layout layout = layout(device.kind());
    IpAddress local = device.local();
    if (layout == null || local == null) {
      return;
    }
    data.bytes(layout.local, local.bytes());
    if (layout.protocol != 0) {
      data.u8(layout.protocol, 0);
    }
    boolean v6 = device.kind().outer() == AddressFamily.IPV6;
    data.u8(layout.hopLimit, v6 ? HOP_LIMIT : INHERIT);
    if (v6) {
      data.u8(layout.encapsulationLimit, ENCAPSULATION_LIMIT);
    }
  }

  /// Empty for what a [Device] cannot say.
  public static Optional<Device> read(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    boolean up = (message.payload().getInt(8) & IFF_UP) != 0;
    long mtu = 0;
    String kind = "";
    Optional<Tunnel> tunnel = Optional.empty();
    while (in.next()) {
      switch (in.type()) {
        case IFLA_MTU -> mtu = in.u32();
        case IFLA_LINKINFO -> {
          AttributeReader info = in.nested();
          while (info.next()) {
            switch (info.type()) {
              case IFLA_INFO_KIND -> kind = info.string();
              case IFLA_INFO_DATA -> tunnel = Tunnel.read(info.nested(), kind);
              default -> {} // statistics, and those of a bridge's or bond's member
            }
          }
        }
        default -> {} // some sixty others
      }
    }
    in.end();
    return device(kind, tunnel, mtu, up);
  }

  private static Optional<Device> device(
      String word, Optional<Tunnel> tunnel, long mtu, boolean up) {
    Optional<Device.Kind> kind = kind(word);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    IpAddress local = tunnel.map(Tunnel::local).orElse(null);
    if (tunnel.map(Tunnel::strange).orElse(false)
        || kind.get().tunnel() != (local != null)
        || (local != null && local.family() != kind.get().outer())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Device(kind.get(), local, Math.toIntExact(mtu), up));
    } catch (IllegalArgumentException | ArithmeticException _) {
      return Optional.empty(); // an MTU nobody can want
    }
  }

  private static Optional<Device.Kind> kind(String word) {
    return Arrays.stream(Device.Kind.values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /// What the attributes of a kind say.
  ///
  /// @param local null when there is none, as on the module's fallback device
  /// @param strange it is towards one peer, or has something we never give a tunnel
  private record Tunnel(@Nullable IpAddress local, boolean strange) {

    /// The kind comes first (`rtnl_link_info_fill` in net/core/rtnetlink.c).
    static Optional<Tunnel> read(AttributeReader data, String kind) {
      Layout layout = kind(kind).map(DeviceCodec::layout).orElse(null);
      if (layout == null) {
        return Optional.empty();
      }
      IpAddress local = null;
      boolean strange = false;
      while (data.next()) {
        int type = data.type();
        byte[] value = data.bytes();
        if (type == layout.local) {
          local = address(value);
        } else if (type == layout.remote
            || type == layout.protocol
            || layout.strange.contains(type)) {
          strange |= !zero(value);
        } else {
          strange |= type == layout.metadata;
        }
      }
      return Optional.of(new Tunnel(local, strange));
    }

    private static @Nullable IpAddress address(byte[] bytes) {
      return (bytes.length == 4 || bytes.length == 16) && !zero(bytes) ? IpAddress.of(bytes) : null;
    }

    private static boolean zero(byte[] bytes) {
      for (byte b : bytes) {
        if (b != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
