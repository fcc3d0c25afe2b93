package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_ADDR;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_AF;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_FLAGS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_FWMARK;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_NETMASK;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_PE_NAME;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_PORT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_PROTOCOL;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_SCHED_NAME;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_STATS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_STATS64;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_SVC_ATTR_TIMEOUT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IP_VS_SVC_F_HASHED;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IP_VS_SVC_F_ONEPACKET;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IP_VS_SVC_F_PERSISTENT;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The content of `IPVS_CMD_ATTR_SERVICE`, in both directions.
final class ServiceCodec {

  private static final int ALL_FLAGS = 0xffff_ffff;

  private ServiceCodec() {}

  static void writeKey(AttributeWriter out, VirtualServiceKey key) {
    out.u16(IPVS_SVC_ATTR_AF, key.family().number());
    switch (key) {
      case AddressKey address -> {
        out.u16(IPVS_SVC_ATTR_PROTOCOL, address.protocol().number());
        out.bytes(IPVS_SVC_ATTR_ADDR, Addresses.union(address.address()));
        out.networkU16(IPVS_SVC_ATTR_PORT, address.port());
      }
      case FirewallMarkKey mark -> out.u32(IPVS_SVC_ATTR_FWMARK, mark.mark());
    }
  }

  static void writeConfig(AttributeWriter out, AddressFamily family, VirtualServiceConfig config) {
    Persistence persistence = config.persistence();
    int flags = config.onePacket() ? IP_VS_SVC_F_ONEPACKET : 0;
    for (SchedulerFlag flag : config.flags()) {
      flags |= flag.bit();
    }
    if (persistence != null) {
      flags |= IP_VS_SVC_F_PERSISTENT;
    }
    out.string(IPVS_SVC_ATTR_SCHED_NAME, config.scheduler());
    out.bytes(IPVS_SVC_ATTR_FLAGS, flagsAndMask(flags));
    out.u32(IPVS_SVC_ATTR_TIMEOUT, persistence == null ? 0 : persistence.timeout().toSeconds());
    int prefixLength = persistence == null ? family.bits() : persistence.prefixLength();
    switch (family) {
      case IPV4 -> out.bytes(IPVS_SVC_ATTR_NETMASK, Addresses.netmask(prefixLength));
      case IPV6 -> out.u32(IPVS_SVC_ATTR_NETMASK, prefixLength);
    }
    if (persistence != null && persistence.engine() != null) {
      out.string(IPVS_SVC_ATTR_PE_NAME, persistence.engine());
    }
  }

  /// `struct ip_vs_flags`: the mask says which flags the sender means.
  private static byte[] flagsAndMask(int flags) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .putInt(flags)
        .putInt(ALL_FLAGS)
        .array();
  }

  /// What was read, before it becomes model values.
  private static final class Fields {
    int family;
    int protocol;
    byte @Nullable [] address;
    int port;
    long mark;
    String scheduler = "";
    int flags;
    long timeoutSeconds;
    byte[] netmask = new byte[4];
    @Nullable String engine;
    Statistics statistics = Statistics.NONE;
    boolean wide;
  }

  static ServiceRow read(AttributeReader in) throws NetlinkError {
    Fields fields = new Fields();
    while (in.next()) {
      switch (in.type()) {
        case IPVS_SVC_ATTR_AF -> fields.family = in.u16();
        case IPVS_SVC_ATTR_PROTOCOL -> fields.protocol = in.u16();
        case IPVS_SVC_ATTR_ADDR -> fields.address = in.bytes(Addresses.UNION);
        case IPVS_SVC_ATTR_PORT -> fields.port = in.networkU16();
        case IPVS_SVC_ATTR_FWMARK -> fields.mark = in.u32();
        case IPVS_SVC_ATTR_SCHED_NAME -> fields.scheduler = in.string();
        case IPVS_SVC_ATTR_FLAGS ->
            fields.flags = ByteBuffer.wrap(in.bytes(8)).order(ByteOrder.nativeOrder()).getInt();
        case IPVS_SVC_ATTR_TIMEOUT -> fields.timeoutSeconds = in.u32();
        case IPVS_SVC_ATTR_NETMASK -> fields.netmask = in.bytes(4);
        case IPVS_SVC_ATTR_PE_NAME -> fields.engine = in.string();
        case IPVS_SVC_ATTR_STATS64 -> {
          fields.statistics = StatisticsCodec.read64(in.nested());
          fields.wide = true;
        }
        case IPVS_SVC_ATTR_STATS -> {
          // Kernels before 4.1 have no others.
          if (!fields.wide) {
            fields.statistics = StatisticsCodec.read32(in.nested());
          }
        }
        default -> {} // a newer kernel's
      }
    }
    in.end();
    AddressFamily family = Addresses.family(fields.family);
    return new ServiceRow(key(fields, family), config(fields, family), fields.statistics);
  }

  private static VirtualServiceKey key(Fields fields, AddressFamily family) throws NetlinkError {
    if (fields.mark != 0) {
      return new FirewallMarkKey(family, fields.mark);
    }
    if (fields.address == null) {
      throw NetlinkError.malformed("a service has an address or a firewall mark");
    }
    Protocol protocol =
        Arrays.stream(Protocol.values())
            .filter(p -> p.number() == fields.protocol)
            .findFirst()
            .orElseThrow(() -> NetlinkError.unrepresentable("protocol " + fields.protocol));
    return new AddressKey(protocol, Addresses.ofUnion(fields.address, family), fields.port);
  }

  /// Somebody may have given an entry what the model has no value for: it must not look absent.
  private static VirtualServiceConfig config(Fields fields, AddressFamily family) {
    List<String> odd = new ArrayList<>();
    TreeSet<SchedulerFlag> flags = new TreeSet<>();
    // The kernel sets the second for itself.
    int known = IP_VS_SVC_F_PERSISTENT | IP_VS_SVC_F_HASHED | IP_VS_SVC_F_ONEPACKET;
    for (SchedulerFlag flag : SchedulerFlag.values()) {
      known |= flag.bit();
      if ((fields.flags & flag.bit()) != 0) {
        flags.add(flag);
      }
    }
    if ((fields.flags & ~known) != 0) {
      odd.add("flags 0x" + Integer.toHexString(fields.flags & ~known));
    }
    boolean persistent = (fields.flags & IP_VS_SVC_F_PERSISTENT) != 0;
    if (!persistent && fields.engine != null) {
      odd.add("engine " + fields.engine + " without persistence");
    }
    Persistence persistence = persistent ? persistence(fields, family, odd) : null;
    return new VirtualServiceConfig(
        fields.scheduler,
        flags,
        persistence,
        (fields.flags & IP_VS_SVC_F_ONEPACKET) != 0,
        String.join(", ", odd));
  }

  private static Persistence persistence(Fields fields, AddressFamily family, List<String> odd) {
    long seconds = Math.clamp(fields.timeoutSeconds, 1, Persistence.MAX_TIMEOUT.toSeconds());
    if (seconds != fields.timeoutSeconds) {
      odd.add("persistent for " + fields.timeoutSeconds + " s");
    }
    int prefixLength =
        switch (family) {
          case IPV4 -> {
            int mask = ByteBuffer.wrap(fields.netmask).getInt();
            int length = Integer.numberOfLeadingZeros(~mask);
            if (length != Integer.bitCount(mask)) {
              odd.add("persistence netmask " + new Ipv4Address(mask));
            }
            yield length;
          }
          case IPV6 -> {
            // ip_vs_add_service: the same 32 bits hold a prefix length in the machine's order.
            int length = ByteBuffer.wrap(fields.netmask).order(ByteOrder.nativeOrder()).getInt();
            int possible = Math.clamp(length, 0, family.bits());
            if (length != possible) {
              odd.add("persistence prefix length " + Integer.toUnsignedString(length));
            }
            yield possible;
          }
        };
    return new Persistence(Duration.ofSeconds(seconds), prefixLength, fields.engine);
  }
}
