package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REPLACE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_DEPRECATED;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_NODAD;
import static io.lvsfleet.agent.netlink.route.RouteConstants.OWN_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_LINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_UNIVERSE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.VRRP_PROTOCOL;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.AddressRow;
import io.lvsfleet.agent.vrrp.AdvertisementCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.LocalAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Addresses that the kernel takes away by itself unless they are renewed (`IFA_CACHEINFO`).
final class LeasedAddresses implements AutoCloseable {

  private final NetlinkConnection connection;
  private final VrrpLinks links;

  LeasedAddresses(NetlinkConnection connection, VrrpLinks links) {
    this.connection = connection;
    this.links = links;
  }

  /// Adds what is missing and renews the rest, in one go; as many as can be.
  void hold(Collection<LocalAddress> addresses, Duration lease) throws KernelException {
    put(
        "hold " + addresses.size() + " addresses",
        addresses,
        (index, address) -> AddressCodec.write(row(index, address, VRRP_PROTOCOL), lease));
  }

  /// As if the agent's own loop had added them: without an end, with its mark.
  void keep(Collection<LocalAddress> addresses) throws KernelException {
    put(
        "keep " + addresses.size() + " addresses",
        addresses,
        (index, address) -> AddressCodec.write(row(index, address, OWN_PROTOCOL)));
  }

  private void put(
      String what,
      Collection<LocalAddress> addresses,
      BiFunction<Integer, LocalAddress, ByteBuffer> payload)
      throws KernelException {
    List<LocalAddress> asked = new ArrayList<>();
    List<ByteBuffer> payloads = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (LocalAddress address : addresses) {
      Integer index = links.indices().get(address.interfaceName());
      if (index == null) {
        refused.add(address + ": ENODEV");
      } else {
        asked.add(address);
        payloads.add(payload.apply(index, address));
      }
    }
    try {
      for (int from = 0; from < payloads.size(); from += NetlinkConnection.MAX_BATCH) {
        int to = Math.min(payloads.size(), from + NetlinkConnection.MAX_BATCH);
        List<Optional<NetlinkError>> results =
            connection.requestAll(
                what, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, payloads.subList(from, to));
        for (int i = 0; i < results.size(); i++) {
          LocalAddress address = asked.get(from + i);
          results.get(i).ifPresent(error -> refused.add(address + ": " + error.getMessage()));
        }
      }
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
    if (!refused.isEmpty()) {
      throw new KernelException(what, "EIO", String.join("; ", refused));
    }
  }

  /// Without duplicate address detection: the one who had it may be dead, and cannot be asked. IPv6
  /// ones are never chosen as a source; see [KernelAddresses#add].
  private static AddressRow row(int index, LocalAddress address, int protocol) {
    boolean six = address.address().family() == AddressFamily.IPV6;
    boolean linkLocal = six && AdvertisementCodec.linkLocal(address.address());
    return new AddressRow(
        index,
        address.address(),
        address.prefixLength(),
        linkLocal ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
        six ? IFA_F_NODAD | IFA_F_DEPRECATED : 0,
        protocol);
  }

  @Override
  public void close() {
    connection.close();
  }
}
