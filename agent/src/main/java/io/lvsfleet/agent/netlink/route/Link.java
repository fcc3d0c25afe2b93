package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.route.RouteConstants.ARPHRD_ETHER;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFF_LOOPBACK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFF_NOARP;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFF_RUNNING;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFF_UP;

import org.jspecify.annotations.Nullable;

/// A network interface.
///
/// @param type `ARPHRD_*`
/// @param flags `IFF_*`
/// @param etherAddress null when it has none
public record Link(
    int index, String name, int type, int flags, @Nullable EtherAddress etherAddress) {

  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /// Whether it has its carrier, as far as the driver can tell.
  public boolean isRunning() {
    return (flags & IFF_RUNNING) != 0;
  }

  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }

  /// Whether the kernel takes ARP packets that arrive there (`arp_rcv` in net/ipv4/arp.c).
  public boolean hearsArp() {
    return (flags & (IFF_LOOPBACK | IFF_NOARP)) == 0;
  }

  /// Whether there are neighbours that look up link-layer addresses.
  public boolean hasNeighbours() {
    return type == ARPHRD_ETHER
        && etherAddress != null
        && (flags & (IFF_LOOPBACK | IFF_NOARP)) == 0;
  }
}
