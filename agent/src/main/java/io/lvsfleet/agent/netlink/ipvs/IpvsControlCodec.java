package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_DAEMON;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_TIMEOUT_TCP;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_TIMEOUT_UDP;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_DEL_DAEMON;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_GET_CONFIG;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_GET_DAEMON;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_GET_INFO;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_NEW_DAEMON;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_SET_CONFIG;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_INFO_ATTR_CONN_TAB_SIZE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_INFO_ATTR_VERSION;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import java.nio.ByteBuffer;
import java.time.Duration;

/// The messages of the `IPVS` family about what there is once per network namespace.
public final class IpvsControlCodec {

  private IpvsControlCodec() {}

  public static ByteBuffer writeGetInfo() {
    return IpvsCodec.command(IPVS_CMD_GET_INFO).toBuffer();
  }

  public static IpvsInfo readInfo(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(GenericNetlink.HEADER);
    long version = 0;
    long size = 0;
    while (in.next()) {
      switch (in.type()) {
        case IPVS_INFO_ATTR_VERSION -> version = in.u32();
        case IPVS_INFO_ATTR_CONN_TAB_SIZE -> size = in.u32();
        default -> {} // a newer kernel's
      }
    }
    in.end();
    return new IpvsInfo(version, size);
  }

  public static ByteBuffer writeGetTimeouts() {
    return IpvsCodec.command(IPVS_CMD_GET_CONFIG).toBuffer();
  }

  public static ByteBuffer write(Timeouts timeouts) {
    return IpvsCodec.command(IPVS_CMD_SET_CONFIG)
        .u32(IPVS_CMD_ATTR_TIMEOUT_TCP, timeouts.tcp().toSeconds())
        .u32(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, timeouts.tcpFin().toSeconds())
        .u32(IPVS_CMD_ATTR_TIMEOUT_UDP, timeouts.udp().toSeconds())
        .toBuffer();
  }

  /// @throws NetlinkError unrepresentable when the kernel is without TCP or UDP
  public static Timeouts readTimeouts(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(GenericNetlink.HEADER);
    long tcp = 0;
    long tcpFin = 0;
    long udp = 0;
    while (in.next()) {
      switch (in.type()) {
        case IPVS_CMD_ATTR_TIMEOUT_TCP -> tcp = in.u32();
        case IPVS_CMD_ATTR_TIMEOUT_TCP_FIN -> tcpFin = in.u32();
        case IPVS_CMD_ATTR_TIMEOUT_UDP -> udp = in.u32();
        default -> {} // a newer kernel's
      }
    }
    in.end();
    try {
      return new Timeouts(
          Duration.ofSeconds(tcp), Duration.ofSeconds(tcpFin), Duration.ofSeconds(udp));
    } catch (IllegalArgumentException e) {
      throw NetlinkError.unrepresentable(String.valueOf(e.getMessage()));
    }
  }

  /// Asks for all daemons (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetDaemons() {
    return IpvsCodec.command(IPVS_CMD_GET_DAEMON).toBuffer();
  }

  public static SyncDaemon readDaemon(NetlinkMessage message) throws NetlinkError {
    return DaemonCodec.read(IpvsCodec.inside(message, IPVS_CMD_ATTR_DAEMON));
  }

  public static ByteBuffer writeStart(SyncDaemon daemon) {
    return IpvsCodec.command(IPVS_CMD_NEW_DAEMON)
        .nested(IPVS_CMD_ATTR_DAEMON, out -> DaemonCodec.write(out, daemon))
        .toBuffer();
  }

  public static ByteBuffer writeStop(SyncDaemon.Role role) {
    return IpvsCodec.command(IPVS_CMD_DEL_DAEMON)
        .nested(IPVS_CMD_ATTR_DAEMON, out -> DaemonCodec.writeRole(out, role))
        .toBuffer();
  }
}
