package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_ADDRESS;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_EXT_MASK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFLA_IFNAME;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTEXT_FILTER_SKIP_STATS;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Payloads of `RTM_GETLINK`: `struct ifinfomsg` and attributes.
///
/// ```
///  0        1     2      4       8       12       16
///  +--------+-----+------+-------+-------+--------+
///  | family | pad | type | index | flags | change |
///  +--------+-----+------+-------+-------+--------+
/// ```
public final class LinkCodec {

  private static final int HEADER = 16;

  private LinkCodec() {}

  /// Asks for all interfaces (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetAll() {
    return ByteBuffer.allocate(HEADER);
  }

  /// Names one interface: asks for it, or removes it.
  public static ByteBuffer writeName(String name) {
    return new AttributeWriter()
        .header(ByteBuffer.allocate(HEADER))
        .string(IFLA_IFNAME, name)
        .u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
        .toBuffer();
  }

  /// Asks for one interface.
  public static ByteBuffer writeGet(int index) {
    return ByteBuffer.allocate(HEADER).order(ByteOrder.nativeOrder()).putInt(4, index);
  }

  public static Link read(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    ByteBuffer header = message.payload();
    String name = "";
    byte[] hardwareAddress = new byte[0];
    while (in.next()) {
      switch (in.type()) {
        case IFLA_IFNAME -> name = in.string();
        case IFLA_ADDRESS -> hardwareAddress = in.bytes();
        default -> {} // some sixty others
      }
    }
    in.end();
    if (name.isEmpty()) {
      throw NetlinkError.malformed("an interface has a name");
    }
    return new Link(
        header.getInt(4),
        name,
        Short.toUnsignedInt(header.getShort(2)),
        header.getInt(8),
        etherAddress(hardwareAddress));
  }

  /// Other kinds of links have addresses of other lengths, or none.
  private static @Nullable EtherAddress etherAddress(byte[] bytes) {
    return bytes.length == EtherAddress.LENGTH ? EtherAddress.of(bytes) : null;
  }
}
