package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_ACTIVE_CONNS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_ADDR;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_ADDR_FAMILY;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_FWD_METHOD;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_INACT_CONNS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_L_THRESH;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_PERSIST_CONNS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_PORT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_STATS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_STATS64;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_TUN_FLAGS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_TUN_PORT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_TUN_TYPE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_U_THRESH;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DEST_ATTR_WEIGHT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IP_VS_CONN_F_FWD_MASK;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The content of `IPVS_CMD_ATTR_DEST` (the kernel's word for a real server), in both directions.
final class RealServerCodec {

  private RealServerCodec() {}

  static void writeKey(AttributeWriter out, RealServerKey key) {
    out.u16(IPVS_DEST_ATTR_ADDR_FAMILY, key.address().family().number());
    out.bytes(IPVS_DEST_ATTR_ADDR, Addresses.union(key.address()));
    out.networkU16(IPVS_DEST_ATTR_PORT, key.port());
  }

  static void writeConfig(AttributeWriter out, RealServerConfig config) {
    out.u32(IPVS_DEST_ATTR_FWD_METHOD, config.method().number());
    out.u32(IPVS_DEST_ATTR_WEIGHT, config.weight().value());
    out.u32(IPVS_DEST_ATTR_U_THRESH, config.upperThreshold());
    out.u32(IPVS_DEST_ATTR_L_THRESH, config.lowerThreshold());
    Tunnel tunnel = config.tunnel();
    if (tunnel != null) {
      out.u8(IPVS_DEST_ATTR_TUN_TYPE, number(tunnel.type()));
      out.networkU16(IPVS_DEST_ATTR_TUN_PORT, tunnel.port());
      out.u16(IPVS_DEST_ATTR_TUN_FLAGS, number(tunnel.checksum()));
    }
  }

  /// What was read, before it becomes model values.
  private static final class Fields {
    byte @Nullable [] address;
    int family;
    int port;
    int method;
    int weight;
    int upperThreshold;
    int lowerThreshold;
    int tunnelType;
    int tunnelPort;
    int tunnelFlags;
    long active;
    long inactive;
    long persistent;
    Statistics statistics = Statistics.NONE;
    boolean wide;
  }

  /// @param serviceFamily the family of a real server whose message names none: before Linux 3.18
  ///   both were always the same
  static RealServerRow read(AttributeReader in, AddressFamily serviceFamily) throws NetlinkError {
    Fields fields = new Fields();
    fields.family = serviceFamily.number();
    while (in.next()) {
      switch (in.type()) {
        case IPVS_DEST_ATTR_ADDR -> fields.address = in.bytes(Addresses.UNION);
        case IPVS_DEST_ATTR_ADDR_FAMILY -> fields.family = in.u16();
        case IPVS_DEST_ATTR_PORT -> fields.port = in.networkU16();
        case IPVS_DEST_ATTR_FWD_METHOD -> fields.method = in.s32() & IP_VS_CONN_F_FWD_MASK;
        case IPVS_DEST_ATTR_WEIGHT -> fields.weight = in.s32();
        case IPVS_DEST_ATTR_U_THRESH -> fields.upperThreshold = in.s32();
        case IPVS_DEST_ATTR_L_THRESH -> fields.lowerThreshold = in.s32();
        case IPVS_DEST_ATTR_TUN_TYPE -> fields.tunnelType = in.u8();
        case IPVS_DEST_ATTR_TUN_PORT -> fields.tunnelPort = in.networkU16();
        case IPVS_DEST_ATTR_TUN_FLAGS -> fields.tunnelFlags = in.u16();
        case IPVS_DEST_ATTR_ACTIVE_CONNS -> fields.active = in.u32();
        case IPVS_DEST_ATTR_INACT_CONNS -> fields.inactive = in.u32();
        case IPVS_DEST_ATTR_PERSIST_CONNS -> fields.persistent = in.u32();
        case IPVS_DEST_ATTR_STATS64 -> {
          fields.statistics = StatisticsCodec.read64(in.nested());
          fields.wide = true;
        }
        case IPVS_DEST_ATTR_STATS -> {
          // Kernels before 4.1 have no others.
          if (!fields.wide) {
            fields.statistics = StatisticsCodec.read32(in.nested());
          }
        }
        default -> {} // a newer kernel's
      }
    }
    in.end();
    if (fields.address == null) {
      throw NetlinkError.malformed("a real server has an address");
    }
    AddressFamily family = Addresses.family(fields.family);
    return new RealServerRow(
        new RealServerKey(Addresses.ofUnion(fields.address, family), fields.port),
        config(fields),
        fields.active,
        fields.inactive,
        fields.persistent,
        fields.statistics);
  }

  /// Somebody may have given an entry what the model has no value for: it must not look absent.
  private static RealServerConfig config(Fields fields) {
    List<String> odd = new ArrayList<>();
    ForwardingMethod method = ForwardingMethod.DIRECT_ROUTING;
    Optional<ForwardingMethod> known =
        Arrays.stream(ForwardingMethod.values())
            .filter(m -> m.number() == fields.method)
            .findFirst();
    if (known.isPresent()) {
      method = known.get();
    } else {
      // 4 is IP_VS_CONN_F_BYPASS.
      odd.add("forwarding method " + fields.method);
    }
    int weight = Math.clamp(fields.weight, 0, Weight.MAX);
    if (weight != fields.weight) {
      odd.add("weight " + fields.weight);
    }
    boolean thresholds =
        fields.lowerThreshold >= 0 && fields.lowerThreshold <= fields.upperThreshold;
    if (!thresholds) {
      odd.add("thresholds " + fields.upperThreshold + " and " + fields.lowerThreshold);
    }
    return new RealServerConfig(
        method,
        new Weight(weight),
        thresholds ? fields.upperThreshold : 0,
        thresholds ? fields.lowerThreshold : 0,
        method == ForwardingMethod.TUNNELING ? tunnel(fields, odd) : null,
        String.join(", ", odd));
  }

  private static Tunnel tunnel(Fields fields, List<String> odd) {
    try {
      return new Tunnel(
          one(Tunnel.Type.values(), type -> number(type) == fields.tunnelType),
          fields.tunnelPort,
          one(Tunnel.Checksum.values(), checksum -> number(checksum) == fields.tunnelFlags));
    } catch (IllegalArgumentException _) {
      odd.add(
          "tunnel type "
              + fields.tunnelType
              + " port "
              + fields.tunnelPort
              + " flags "
              + fields.tunnelFlags);
      return Tunnel.IPIP;
    }
  }

  private static <T> T one(T[] values, Predicate<T> wanted) {
    return Arrays.stream(values)
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("none of " + Arrays.toString(values)));
  }

  /// `IP_VS_CONN_F_TUNNEL_TYPE_*`
  private static int number(Tunnel.Type type) {
    return switch (type) {
      case IPIP -> 0;
      case GUE -> 1;
      case GRE -> 2;
    };
  }

  /// `IP_VS_TUNNEL_ENCAP_FLAG_*`
  private static int number(Tunnel.Checksum checksum) {
    return switch (checksum) {
      case NONE -> 0;
      case FULL -> 1;
      case REMOTE -> 2;
    };
  }
}
