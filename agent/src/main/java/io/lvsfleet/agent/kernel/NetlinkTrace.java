package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_DONE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_ERROR;

import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// One line per netlink message, for people: `LVS_NETLINK_TRACE=1` writes them to standard error.
///
/// ```
/// genl > 26 seq 3 flags 0x5 88 bytes 0101000054000180…
/// genl < error 0 seq 3
/// ```
final class NetlinkTrace {

  private static final int MAX_BYTES = 256;

  private final String family;
  private final boolean on;
  private final PrintStream out;

  NetlinkTrace(String family, boolean on, PrintStream out) {
    this.family = family;
    this.on = on;
    this.out = out;
  }

  static NetlinkTrace ofEnvironment(int protocol) {
    return new NetlinkTrace(
        switch (protocol) {
          case NETLINK_GENERIC -> "genl";
          case NETLINK_NETFILTER -> "netfilter";
          default -> "route";
        },
        "1".equals(System.getenv("LVS_NETLINK_TRACE")),
        System.err);
  }

  void sent(NetlinkMessage message) {
    if (on) {
      out.println(family + " > " + line(message));
    }
  }

  void received(NetlinkMessage message) {
    if (on) {
      out.println(family + " < " + line(message));
    }
  }

  static String line(NetlinkMessage message) {
    ByteBuffer payload = message.payload();
    if (message.type() == NLMSG_ERROR && payload.remaining() >= 4) {
      return "error " + payload.getInt(0) + " seq " + message.sequence();
    }
    if (message.type() == NLMSG_DONE) {
      return "done seq " + message.sequence();
    }
    byte[] bytes = new byte[Math.min(payload.remaining(), MAX_BYTES)];
    payload.get(0, bytes);
    return message.type()
        + " seq "
        + message.sequence()
        + " flags 0x"
        + Integer.toHexString(message.flags())
        + " "
        + payload.remaining()
        + " bytes "
        + HexFormat.of().formatHex(bytes)
        + (bytes.length < payload.remaining() ? "…" : "");
  }
}
