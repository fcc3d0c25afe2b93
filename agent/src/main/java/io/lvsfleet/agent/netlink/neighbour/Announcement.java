package io.lvsfleet.agent.netlink.neighbour;

import io.lvsfleet.agent.netlink.route.EtherAddress;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.List;

/// A packet to all neighbours of an interface, without its link-layer header.
///
/// @param etherType of `linux/if_ether.h`
/// @param destination link-layer address
public record Announcement(int etherType, EtherAddress destination, ByteBuffer packet) {

  private static final int ETH_P_ARP = 0x0806;
  private static final int ETH_P_IPV6 = 0x86dd;
  private static final EtherAddress BROADCAST = new EtherAddress(0xffff_ffff_ffffL);

  /// RFC 2464 section 7: the link-layer address of ff02::1.
  private static final EtherAddress ALL_NODES_ETHER = new EtherAddress(0x3333_0000_0001L);

  private static final Ipv6Address ALL_NODES = (Ipv6Address) IpAddress.parse("ff02::1");

  private static final int ARP_REQUEST = 1;
  private static final int ARP_REPLY = 2;
  private static final int ICMPV6 = 58;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  /// RFC 4861 section 4.4: the `R` bit and the `O` bit, replace what is cached. The `S` bit is not
  /// set: nobody asked.
  private static final int ROUTER = 0x8000_0000;

  private static final int OVERRIDE = 0x2000_0000;

  /// Says that the address is at the link-layer address. IPv4 in both forms, because some
  /// neighbours heed only one of them: a request (`arping -U`) and a reply (`arping -A`).
  ///
  /// @param router whether the node forwards IPv6
  public static List<Announcement> of(IpAddress address, EtherAddress linkLayer, boolean router) {
    return switch (address) {
      case Ipv4Address v4 ->
          List.of(
              new Announcement(ETH_P_ARP, BROADCAST, arp(ARP_REQUEST, v4, linkLayer)),
              new Announcement(ETH_P_ARP, BROADCAST, arp(ARP_REPLY, v4, linkLayer)));
      case Ipv6Address v6 ->
          List.of(
              new Announcement(ETH_P_IPV6, ALL_NODES_ETHER, advertisement(v6, linkLayer, router)));
    };
  }

  /// RFC 826 with the sender's address as the target's (RFC 5227 section 3). What `arping` puts in
  /// as the target's hardware address differs: it is broadcast in a request, the sender's in a
  /// reply.
  private static ByteBuffer arp(int operation, Ipv4Address address, EtherAddress linkLayer) {
    return ByteBuffer.allocate(28)
        .putShort((short) 1) // Ethernet
        .putShort((short) 0x0800) // IPv4
        .put((byte) EtherAddress.LENGTH)
        .put((byte) 4)
        .putShort((short) operation)
        .put(linkLayer.bytes())
        .put(address.bytes())
        .put((operation == ARP_REPLY ? linkLayer : BROADCAST).bytes())
        .put(address.bytes())
        .rewind();
  }

  /// RFC 4861 section 7.2.6. The hop limit of 255 proves to the receiver that no router forwarded
  /// it.
  private static ByteBuffer advertisement(
      Ipv6Address address, EtherAddress linkLayer, boolean router) {
    ByteBuffer message =
        ByteBuffer.allocate(32)
            .put((byte) NEIGHBOUR_ADVERTISEMENT)
            .put((byte) 0)
            .putShort((short) 0) // the checksum, below
            .putInt(router ? ROUTER | OVERRIDE : OVERRIDE)
            .put(address.bytes())
            .put((byte) TARGET_LINK_LAYER_ADDRESS)
            .put((byte) 1) // in units of eight bytes
            .put(linkLayer.bytes())
            .rewind();
    message.putShort(2, (short) checksum(address, message));
    return ByteBuffer.allocate(40 + message.remaining())
        .putInt(0x6000_0000)
        .putShort((short) message.remaining())
        .put((byte) ICMPV6)
        .put((byte) 255)
        .put(address.bytes())
        .put(ALL_NODES.bytes())
        .put(message)
        .rewind();
  }

  /// RFC 8200 section 8.1: over a pseudo-header and the message.
  private static int checksum(Ipv6Address source, ByteBuffer message) {
    ByteBuffer all =
        ByteBuffer.allocate(40 + message.remaining())
            .put(source.bytes())
            .put(ALL_NODES.bytes())
            .putInt(message.remaining())
            .putInt(ICMPV6)
            .put(message.duplicate())
            .rewind();
    int sum = 0;
    while (all.hasRemaining()) {
      sum += Short.toUnsignedInt(all.getShort());
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }
}
