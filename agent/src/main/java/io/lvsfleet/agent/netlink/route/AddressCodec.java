package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_ADDRESS;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_CACHEINFO;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_FLAGS;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_DEPRECATED;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_LOCAL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_PROTO;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/// Payloads of `RTM_NEWADDR`, `RTM_DELADDR` and `RTM_GETADDR`: `struct ifaddrmsg` and attributes.
///
/// ```
///  0        1               2       3       4
///  +--------+---------------+-------+-------+-----------------+
///  | family | prefix length | flags | scope | interface index |
///  +--------+---------------+-------+-------+-----------------+
/// ```
public final class AddressCodec {

  static final int HEADER = 8;

  /// `INFINITY_LIFE_TIME` of `net/addrconf.h`.
  private static final int FOR_EVER = -1;

  private AddressCodec() {}

  /// `IFA_LOCAL` is the address, `IFA_ADDRESS` the peer's on a point-to-point link and else the
  /// address again. IPv6 takes either.
  public static ByteBuffer write(AddressRow row) {
    return write(row, FOR_EVER);
  }

  /// One that the kernel removes by itself unless it is written again in time. It counts seconds.
  public static ByteBuffer write(AddressRow row, Duration lease) {
    return write(row, (int) lease.toSeconds());
  }

  private static ByteBuffer write(AddressRow row, int validSeconds) {
    byte[] address = row.address().bytes();
    AttributeWriter out =
        new AttributeWriter()
            .header(
                header(
                    row.address().family().number(),
                    row.prefixLength(),
                    // Eight bits only; all of them are in IFA_FLAGS.
                    (int) row.flags() & 0xff,
                    row.scope(),
                    row.interfaceIndex()))
            .bytes(IFA_LOCAL, address)
            .bytes(IFA_ADDRESS, address);
    boolean deprecated = (row.flags() & IFA_F_DEPRECATED) != 0;
    if (deprecated || validSeconds != FOR_EVER) {
      out.bytes(IFA_CACHEINFO, lifetimes(deprecated ? 0 : validSeconds, validSeconds));
    }
    if (row.flags() != 0) {
      out.u32(IFA_FLAGS, row.flags());
    }
    if (row.protocol() != 0) {
      out.u8(IFA_PROTO, row.protocol());
    }
    return out.toBuffer();
  }

  /// `struct ifa_cacheinfo`: how long it is preferred and valid, in the machine's order, and two
  /// stamps that the kernel sets. It takes the flag of a deprecated address from here
  /// (`inet6_addr_add` in net/ipv6/addrconf.c), not from the flags.
  private static byte[] lifetimes(int preferred, int valid) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putInt(preferred)
        .putInt(valid)
        .putInt(0)
        .putInt(0)
        .array();
  }

  /// Asks for all addresses (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetAll() {
    return header(0, 0, 0, 0, 0);
  }

  /// Empty for a family that is neither IPv4 nor IPv6.
  public static Optional<AddressRow> read(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    ByteBuffer header = message.payload();
    int familyNumber = Byte.toUnsignedInt(header.get(0));
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == familyNumber) {
        return Optional.of(read(header, family, in));
      }
    }
    return Optional.empty();
  }

  private static AddressRow read(ByteBuffer header, AddressFamily family, AttributeReader in)
      throws NetlinkError {
    int prefixLength = Byte.toUnsignedInt(header.get(1));
    if (prefixLength > family.bits()) {
      throw NetlinkError.malformed("prefix length " + prefixLength + " in " + family);
    }
    long flags = Byte.toUnsignedInt(header.get(2));
    byte[] local = new byte[0];
    byte[] address = new byte[0];
    int protocol = 0;
    while (in.next()) {
      switch (in.type()) {
        case IFA_LOCAL -> local = in.bytes(family.bits() / 8);
        case IFA_ADDRESS -> address = in.bytes(family.bits() / 8);
        case IFA_FLAGS -> flags = in.u32();
        case IFA_PROTO -> protocol = in.u8();
        default -> {} // label, broadcast, life times
      }
    }
    in.end();
    byte[] bytes = local.length > 0 ? local : address;
    if (bytes.length == 0) {
      throw NetlinkError.malformed("an address message has an address");
    }
    int scope = Byte.toUnsignedInt(header.get(3));
    return new AddressRow(
        header.getInt(4), IpAddress.of(bytes), prefixLength, scope, flags, protocol);
  }

  private static ByteBuffer header(
      int family, int prefixLength, int flags, int scope, int interfaceIndex) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.nativeOrder())
        .put((byte) family)
        .put((byte) prefixLength)
        .put((byte) flags)
        .put((byte) scope)
        .putInt(interfaceIndex)
        .rewind();
  }
}
