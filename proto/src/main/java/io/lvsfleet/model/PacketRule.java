package io.lvsfleet.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A rule of this product's own nftables tables. Nothing of anybody else's is ever touched, and a
/// drop in somebody else's table cannot be undone here: it can only be found and told.
public sealed interface PacketRule extends Comparable<PacketRule> {

  /// One line that says all of it; also the order of rules and the comment each carries in the
  /// kernel.
  String describe();

  @Override
  default int compareTo(PacketRule other) {
    return Comparator.comparing(PacketRule::describe).compare(this, other);
  }

  /// The real servers' own traffic leaves with the director's address (postrouting).
  ///
  /// @param out null for every interface
  /// @param to the address it leaves with; null for the interface's own (`masquerade`)
  record Masquerade(Prefix source, @Nullable String out, @Nullable IpAddress to)
      implements PacketRule {
    public Masquerade {
      if (out != null) {
        InterfaceName.require(out);
      }
      if (to != null && to.family() != source.family()) {
        throw new IllegalArgumentException(source + " cannot leave as " + to);
      }
    }

    @Override
    public String describe() {
      return "masquerade "
          + source
          + (out == null ? "" : " out " + out)
          + (to == null ? "" : " to " + to);
    }
  }

  /// Packets to these addresses and ports get the mark by which a virtual service takes them
  /// (prerouting and, for the director's own packets, output).
  ///
  /// @param mark 1 to 4294967295
  /// @param first the lowest address of the range
  /// @param last the highest one; the same for a single address
  /// @param firstPort 0 together with `lastPort` 0 for packets without regard to ports
  record Mark(
      long mark, Protocol protocol, IpAddress first, IpAddress last, int firstPort, int lastPort)
      implements PacketRule {
    public Mark {
      if (mark < 1 || mark > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("a mark is 1 to 4294967295, not " + mark);
      }
      if (first.family() != last.family() || first.compareTo(last) > 0) {
        throw new IllegalArgumentException(first + " to " + last + " is no range");
      }
      if (Port.require(firstPort) > Port.require(lastPort) || (firstPort == 0 && lastPort != 0)) {
        throw new IllegalArgumentException(firstPort + " to " + lastPort + " is no port range");
      }
    }

    @Override
    public String describe() {
      String addresses = first.equals(last) ? first.toString() : first + "-" + last;
      String ports =
          firstPort == 0
              ? ""
              : firstPort == lastPort
                  ? " port " + firstPort
                  : " port " + firstPort + "-" + lastPort;
      return "mark "
          + mark
          + " "
          + protocol.name().toLowerCase(java.util.Locale.ROOT)
          + " to "
          + addresses
          + ports;
    }
  }

  /// The node does not answer ARP for the virtual IP and asks with its own address instead: what
  /// `arptables` did, for those who cannot touch `arp_ignore` and `arp_announce`. IPv4 only, as ARP
  /// is.
  ///
  /// @param own the node's own address that stands in for the virtual IP in ARP requests
  record ArpSilence(Ipv4Address virtualIp, Ipv4Address own) implements PacketRule {
    @Override
    public String describe() {
      return "arp-silence " + virtualIp + " ask as " + own;
    }
  }

  /// TCP handshakes answered from the virtual IP offer segments that fit through the tunnel: the
  /// client's packets arrive wrapped and must not need fragments.
  record SegmentLimit(IpAddress virtualIp, int bytes) implements PacketRule {
    public SegmentLimit {
      if (bytes < 500 || bytes > 65_495) {
        throw new IllegalArgumentException("a segment limit is 500 to 65495 bytes, not " + bytes);
      }
    }

    @Override
    public String describe() {
      return "segment-limit " + virtualIp + " " + bytes;
    }
  }

  /// What stands in one of our tables and is none of our rules: somebody changed them by hand. Only
  /// ever observed, never wanted.
  record Unknown(String text) implements PacketRule {
    @Override
    public String describe() {
      return "unknown " + text;
    }
  }
}
