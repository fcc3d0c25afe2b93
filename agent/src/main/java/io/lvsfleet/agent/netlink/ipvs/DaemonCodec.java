package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_MCAST_GROUP;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_MCAST_GROUP6;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_MCAST_IFN;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_MCAST_PORT;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_MCAST_TTL;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_STATE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_SYNC_ID;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_DAEMON_ATTR_SYNC_MAXLEN;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.SyncDaemon;
import java.util.Arrays;

/// The content of `IPVS_CMD_ATTR_DAEMON`, in both directions. Its port is in the machine's order,
/// other than those of services and real servers.
final class DaemonCodec {

  private DaemonCodec() {}

  static void write(AttributeWriter out, SyncDaemon daemon) {
    writeRole(out, daemon.role());
    out.string(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.interfaceName());
    out.u32(IPVS_DAEMON_ATTR_SYNC_ID, daemon.syncId());
    out.u16(IPVS_DAEMON_ATTR_SYNC_MAXLEN, daemon.maxLength());
    out.bytes(
        daemon.group().family() == AddressFamily.IPV4
            ? IPVS_DAEMON_ATTR_MCAST_GROUP
            : IPVS_DAEMON_ATTR_MCAST_GROUP6,
        daemon.group().bytes());
    out.u16(IPVS_DAEMON_ATTR_MCAST_PORT, daemon.port());
    out.u8(IPVS_DAEMON_ATTR_MCAST_TTL, daemon.ttl());
  }

  static void writeRole(AttributeWriter out, SyncDaemon.Role role) {
    out.u32(IPVS_DAEMON_ATTR_STATE, role.number());
  }

  /// What was read, before it becomes a model value. Kernels before 4.3 tell the first three alone.
  private static final class Fields {
    long role;
    String interfaceName = "";
    long syncId;
    int maxLength;
    IpAddress group = SyncDaemon.DEFAULT_GROUP;
    int port = SyncDaemon.DEFAULT_PORT;
    int ttl = SyncDaemon.DEFAULT_TTL;
  }

  static SyncDaemon read(AttributeReader in) throws NetlinkError {
    Fields fields = new Fields();
    while (in.next()) {
      switch (in.type()) {
        case IPVS_DAEMON_ATTR_STATE -> fields.role = in.u32();
        case IPVS_DAEMON_ATTR_MCAST_IFN -> fields.interfaceName = in.string();
        case IPVS_DAEMON_ATTR_SYNC_ID -> fields.syncId = in.u32();
        case IPVS_DAEMON_ATTR_SYNC_MAXLEN -> fields.maxLength = in.u16();
        case IPVS_DAEMON_ATTR_MCAST_GROUP -> fields.group = IpAddress.of(in.bytes(4));
        case IPVS_DAEMON_ATTR_MCAST_GROUP6 -> fields.group = IpAddress.of(in.bytes(16));
        case IPVS_DAEMON_ATTR_MCAST_PORT -> fields.port = in.u16();
        case IPVS_DAEMON_ATTR_MCAST_TTL -> fields.ttl = in.u8();
        default -> {} // a newer kernel's
      }
    }
    in.end();
    try {
      return new SyncDaemon(
          role(fields.role),
          fields.interfaceName,
          Math.toIntExact(Math.min(fields.syncId, Integer.MAX_VALUE)),
          fields.maxLength,
          fields.group,
          fields.port,
          fields.ttl);
    } catch (IllegalArgumentException e) {
      throw NetlinkError.unrepresentable("a sync daemon: " + e.getMessage());
    }
  }

  private static SyncDaemon.Role role(long number) {
    return Arrays.stream(SyncDaemon.Role.values())
        .filter(role -> role.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("state " + number));
  }
}
