package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.sys.IcmpSocket.Version;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// Echo requests and replies of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4), in network order:
///
/// ```
/// type (8 or 128; reply 0 or 129) | code 0 | checksum
/// identifier                      | sequence number
/// token (8 bytes)                   filling (48 bytes)
/// ```
///
/// The token alone says which request a reply belongs to: nobody else can guess it.
final class EchoPacket {

  /// With the eight bytes of the header as long as ping(8)'s.
  private static final int LENGTH = 64;

  private static final int TOKEN = 8;

  private EchoPacket() {}

  static ByteBuffer request(Version version, int identifier, int sequence, long token) {
    ByteBuffer packet = ByteBuffer.allocate(LENGTH);
    packet.put((byte) (version == Version.V4 ? 8 : 128)).put((byte) 0).putShort((short) 0);
    packet.putShort((short) identifier).putShort((short) sequence).putLong(token);
    packet.clear();
    if (version == Version.V4) { // the kernel computes that of ICMPv6 (RFC 3542 section 3.1)
      packet.putShort(2, checksum(packet));
    }
    return packet;
  }

  /// The token of a reply; empty when it is none.
  ///
  /// @param packet of ICMP with its IP header, of ICMPv6 without
  static OptionalLong token(Version version, ByteBuffer packet) {
    int start = 0;
    if (version == Version.V4) {
      if (packet.limit() < 20) {
        return OptionalLong.empty();
      }
      start = (packet.get(0) & 0x0f) * 4; // RFC 791 section 3.1: the header's length in words
    }
    if (packet.limit() < start + TOKEN + Long.BYTES
        || (packet.get(start) & 0xff) != (version == Version.V4 ? 0 : 129)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(packet.getLong(start + TOKEN));
  }

  /// RFC 1071.
  private static short checksum(ByteBuffer packet) {
    int sum = 0;
    for (int i = 0; i < packet.limit(); i += 2) {
      sum += packet.getShort(i) & 0xffff;
    }
    sum = (sum >>> 16) + (sum & 0xffff);
    sum += sum >>> 16;
    return (short) ~sum;
  }
}
