package io.lvsfleet.agent.kernel;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ConnectionSummary.Group;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A line of `/proc/net/ip_vs_conn` (`ip_vs_conn_seq_show`). Numbers are hexadecimal.
///
/// ```
/// Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
/// TCP 0A000001 8A2C 0A000064 0050 0A000015 0050 ESTABLISHED     899
/// ```
final class ConnectionLine {

  private static final int HEX = 16;
  private static final int TO = 3;
  private static final int TO_PORT = 4;
  private static final int DESTINATION = 5;
  private static final int DESTINATION_PORT = 6;
  private static final int STATE = 7;

  private ConnectionLine() {}

  /// Empty when it is none, or of a protocol this program does not know.
  static Optional<Group> parse(String line) {
    String[] words = line.strip().split(" +", STATE + 2);
    if (words.length <= STATE) {
      return Optional.empty();
    }
    try {
      Optional<VirtualServiceKey> service = service(words);
      RealServerKey realServer =
          new RealServerKey(address(words[DESTINATION]), port(words[DESTINATION_PORT]));
      return service.map(key -> new Group(key, realServer, words[STATE]));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<VirtualServiceKey> service(String[] words) {
    IpAddress to = address(words[TO]);
    return switch (words[0]) {
      case "TCP", "UDP", "SCTP" ->
          Optional.of(new AddressKey(Protocol.valueOf(words[0]), to, port(words[TO_PORT])));
      // A template of a firewall mark: the mark is where the address would be
      // (ip_vs_sched_persist).
      case "IP" -> Optional.of(new FirewallMarkKey(to.family(), mark(to)));
      default -> Optional.empty();
    };
  }

  private static long mark(IpAddress address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address.bytes()).getInt());
  }

  /// Eight digits, or the eight groups of IPv6.
  private static IpAddress address(String text) {
    if (text.indexOf(':') < 0) {
      return new Ipv4Address(Integer.parseUnsignedInt(text, HEX));
    }
    IpAddress address = IpAddress.parse(text);
    if (address.family() != AddressFamily.IPV6) {
      throw new IllegalArgumentException(text);
    }
    return address;
  }

  private static int port(String text) {
    return Integer.parseUnsignedInt(text, HEX);
  }
}
