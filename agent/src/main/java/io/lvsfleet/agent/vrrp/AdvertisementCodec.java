package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Advertisements as bytes after the IP header (RFC 9568 section 5.2, RFC 3768 section 5.3):
///
/// ```
///       0              1         2          3        4               5          6
///  v3  +--------------+---------+----------+--------+-------------------------+----------+ addresses
///      | version type | id      | priority | count  | 0 and interval in 10 ms | checksum |
///  v2  | version type | id      | priority | count  | authentication | seconds| checksum | addresses,
///      +--------------+---------+----------+--------+-------------------------+----------+ 8 bytes
/// ```
///
/// Whatever bytes come, reading them says what is wrong and never throws.
public final class AdvertisementCodec {

  static final int HEADER = 8;
  static final int CHECKSUM_AT = 6;
  private static final int AUTHENTICATION = 8;
  private static final int ADVERTISEMENT = 1;
  private static final int NO_AUTHENTICATION = 0;
  private static final int SIMPLE_TEXT = 1;

  /// IANA's number of VRRP among the protocols of IP.
  public static final int PROTOCOL = 112;

  public static final IpAddress GROUP_V4 = IpAddress.parse("224.0.0.18");
  public static final IpAddress GROUP_V6 = IpAddress.parse("ff02::12");

  /// What came of reading.
  public sealed interface Reading {
    record Good(Advertisement advertisement) implements Reading {}

    record Bad(Reason reason, String detail) implements Reading {}
  }

  private AdvertisementCodec() {}

  public static IpAddress group(AddressFamily family) {
    return family == AddressFamily.IPV4 ? GROUP_V4 : GROUP_V6;
  }

  /// @param priority 0 to let go
  public static ByteBuffer write(
      VrrpInstance instance, int priority, IpAddress source, IpAddress destination) {
    List<IpAddress> addresses = advertised(instance);
    int length = HEADER + addresses.size() * instance.family().bits() / 8;
    ByteBuffer out =
        ByteBuffer.allocate(instance.version() == 2 ? length + AUTHENTICATION : length)
            .put((byte) (instance.version() << 4 | ADVERTISEMENT))
            .put((byte) instance.virtualRouterId())
            .put((byte) priority)
            .put((byte) addresses.size());
    if (instance.version() == 2) {
      out.put((byte) (instance.password() == null ? NO_AUTHENTICATION : SIMPLE_TEXT))
          .put((byte) instance.advertisementInterval().toSeconds());
    } else {
      out.putShort((short) (instance.advertisementInterval().toMillis() / 10));
    }
    out.putShort((short) 0);
    addresses.forEach(address -> out.put(address.bytes()));
    if (instance.version() == 2) {
      String password = instance.password() == null ? "" : instance.password();
      out.put(password.getBytes(StandardCharsets.US_ASCII));
      out.position(out.capacity());
    }
    out.flip();
    out.putShort(CHECKSUM_AT, (short) checksum(out, instance.version(), source, destination));
    return out;
  }

  /// The link-local address of IPv6 comes first (RFC 9568 section 5.2.9).
  private static List<IpAddress> advertised(VrrpInstance instance) {
    return instance.addresses().stream()
        .map(LocalAddress::address)
        .distinct()
        .sorted(Comparator.comparing((IpAddress address) -> !linkLocal(address)))
        .toList();
  }

  /// fe80::/10 (RFC 4291 section 2.5.6).
  public static boolean linkLocal(IpAddress address) {
    byte[] bytes = address.bytes();
    return bytes.length == 16 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
  }

  /// The id of a packet; -1 when it is too short to have one.
  public static int virtualRouterId(ByteBuffer packet) {
    return packet.remaining() < 2 ? -1 : Byte.toUnsignedInt(packet.get(packet.position() + 1));
  }

  /// @param packet what follows the IP header
  public static Reading read(ByteBuffer packet, IpAddress source, IpAddress destination) {
    ByteBuffer in = packet.slice();
    if (in.remaining() < HEADER) {
      return new Reading.Bad(Reason.LENGTH, in.remaining() + " bytes");
    }
    int version = Byte.toUnsignedInt(in.get(0)) >> 4;
    int type = in.get(0) & 0x0f;
    if (version != 2 && version != 3) {
      return new Reading.Bad(Reason.VERSION, "version " + version);
    }
    if (type != ADVERTISEMENT) {
      return new Reading.Bad(Reason.TYPE, "type " + type);
    }
    if (version == 2 && source.family() == AddressFamily.IPV6) {
      return new Reading.Bad(Reason.VERSION, "version 2 in IPv6");
    }
    int count = Byte.toUnsignedInt(in.get(3));
    int length = HEADER + count * source.family().bits() / 8 + (version == 2 ? AUTHENTICATION : 0);
    if (count == 0 || in.remaining() != length) {
      return new Reading.Bad(Reason.LENGTH, in.remaining() + " bytes with " + count + " addresses");
    }
    if (source.family() != destination.family()
        || checksum(in, version, source, destination) != 0) {
      return new Reading.Bad(
          Reason.CHECKSUM, "checksum 0x" + Integer.toHexString(in.getShort(CHECKSUM_AT) & 0xffff));
    }
    return version == 2 ? version2(in, count) : version3(in, count, source.family());
  }

  private static Reading version2(ByteBuffer in, int count) {
    int authentication = Byte.toUnsignedInt(in.get(4));
    if (authentication != NO_AUTHENTICATION && authentication != SIMPLE_TEXT) {
      return new Reading.Bad(Reason.AUTHENTICATION, "authentication of type " + authentication);
    }
    int seconds = Byte.toUnsignedInt(in.get(5));
    if (seconds == 0) {
      return new Reading.Bad(Reason.INTERVAL, "an interval of 0 s");
    }
    String password = null;
    if (authentication == SIMPLE_TEXT) {
      byte[] bytes = new byte[AUTHENTICATION];
      in.get(in.limit() - AUTHENTICATION, bytes);
      password = text(bytes);
    }
    return new Reading.Good(
        advertisement(
            in,
            2,
            Duration.ofSeconds(seconds),
            addresses(in, count, AddressFamily.IPV4),
            password));
  }

  private static Reading version3(ByteBuffer in, int count, AddressFamily family) {
    int centiseconds = in.getShort(4) & 0x0fff;
    if (centiseconds == 0) {
      return new Reading.Bad(Reason.INTERVAL, "an interval of 0 s");
    }
    return new Reading.Good(
        advertisement(
            in, 3, Duration.ofMillis(centiseconds * 10L), addresses(in, count, family), null));
  }

  private static Advertisement advertisement(
      ByteBuffer in,
      int version,
      Duration interval,
      List<IpAddress> addresses,
      @Nullable String password) {
    return new Advertisement(
        version,
        Byte.toUnsignedInt(in.get(1)),
        Byte.toUnsignedInt(in.get(2)),
        interval,
        addresses,
        password);
  }

  private static List<IpAddress> addresses(ByteBuffer in, int count, AddressFamily family) {
    List<IpAddress> addresses = new ArrayList<>(count);
    int size = family.bits() / 8;
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[size];
      in.get(HEADER + i * size, bytes);
      addresses.add(IpAddress.of(bytes));
    }
    return addresses;
  }

  private static String text(byte[] padded) {
    int length = 0;
    while (length < padded.length && padded[length] != 0) {
      length++;
    }
    return new String(padded, 0, length, StandardCharsets.ISO_8859_1);
  }

  /// RFC 1071. Version 3 counts the pseudo-header of RFC 8200 section 8.1 or, with IPv4, of RFC 793
  /// in (RFC 9568 section 5.2.8); version 2 counts its authentication data as part of the message.
  ///
  /// @return what has to stand in the message; 0 over one that is whole
  static int checksum(ByteBuffer message, int version, IpAddress source, IpAddress destination) {
    long sum = 0;
    if (version == 3) {
      sum += words(ByteBuffer.wrap(source.bytes())) + words(ByteBuffer.wrap(destination.bytes()));
      sum += PROTOCOL + message.remaining();
    }
    sum += words(message.slice());
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) (~sum & 0xffff);
  }

  private static long words(ByteBuffer bytes) {
    long sum = 0;
    while (bytes.remaining() > 1) {
      sum += Short.toUnsignedInt(bytes.getShort());
    }
    return bytes.hasRemaining() ? sum + (Byte.toUnsignedInt(bytes.get()) << 8) : sum;
  }
}
