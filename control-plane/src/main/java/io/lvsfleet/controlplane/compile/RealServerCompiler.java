package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.HostSettings.ArpMethod;
import io.lvsfleet.controlplane.declared.HostSettings.GatewayCare;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SysctlKey;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gathers what one node has to be as a real server of one cluster.
final class RealServerCompiler {

  private static final String DUMMY = "lvs-dummy0";
  private static final Device DUMMY_DEVICE = new Device(Device.Kind.DUMMY, null, 0);

  private final DeclaredNode declared;
  private final HostSettings host;
  private final SortedSet<LocalAddress> held = new TreeSet<>();
  private final SortedSet<AddressRange> ranges =
      new TreeSet<>(
          java.util.Comparator.comparing(AddressRange::first).thenComparing(AddressRange::last));
  private final Set<SysctlProfile.Role> roles = EnumSet.noneOf(SysctlProfile.Role.class);
  private final SortedSet<String> tunnels = new TreeSet<>();
  private final SortedMap<String, Device> devices = new TreeMap<>();
  private final SortedSet<DecapsulationPort> ports = new TreeSet<>();
  private final SortedMap<RouteKey, Route> routes = new TreeMap<>();
  private final SortedSet<PacketRule> rules = new TreeSet<>();
  private final SortedMap<IpAddress, Integer> segmentLimits = new TreeMap<>();
  private final SortedSet<IpAddress> gateways = new TreeSet<>();

  RealServerCompiler(DeclaredNode declared, HostSettings host) {
    this.declared = declared;
    this.host = host;
  }

  /// DR: packets come as the client sent them.
  ///
  /// @param own the node's address for the service
  void holds(AddressRange addresses, IpAddress own) {
    hold(addresses, own, holder());
  }

  /// TUN: they come wrapped. An IPv4 address is held on the device they come out of, because the
  /// kernel lets no source be checked loosely on a device without address (`fib_validate_source` in
  /// `net/ipv4/fib_frontend.c`).
  void unwraps(AddressRange addresses, TunnelEnd end) {
    String device = end.name();
    devices.put(device, end.device());
    DecapsulationPort port = end.port();
    if (port != null) {
      ports.add(port);
    }
    boolean ipv4 = addresses.family() == AddressFamily.IPV4;
    if (ipv4) {
      roles.add(SysctlProfile.Role.TUNNEL_END);
      tunnels.add(device);
    }
    hold(addresses, end.local(), ipv4 ? device : holder());
    int limit = end.segmentLimit();
    if (limit > 0 && addresses.single()) {
      segmentLimits.merge(addresses.first(), limit, Math::min);
    }
  }

  private void hold(AddressRange addresses, IpAddress own, String interfaceName) {
    IpAddress first = addresses.first();
    held.add(new LocalAddress(interfaceName, first, first.family().bits()));
    if (interfaceName.equals(DUMMY)) {
      devices.put(DUMMY, DUMMY_DEVICE);
    }
    if (!addresses.single()) {
      ranges.add(addresses);
    }
    if (first instanceof Ipv4Address virtualIp) {
      if (host.effectiveArp() == ArpMethod.SYSCTL) {
        roles.add(SysctlProfile.Role.SILENT_REAL_SERVER);
      } else if (own instanceof Ipv4Address ownAddress) {
        rules.add(new PacketRule.ArpSilence(virtualIp, ownAddress));
      }
    }
  }

  private String holder() {
    return switch (host.effectiveHold()) {
      case LO -> "lo";
      case DUMMY -> DUMMY;
      case INTERFACE -> {
        String name = declared.interfaceName();
        if (name == null) {
          throw new IllegalStateException("hold: interface was accepted without an interface");
        }
        yield name;
      }
    };
  }

  /// NAT: answers pass through the director.
  ///
  /// @param gateway null when it is not known
  /// @return whether that is a precondition of weight
  boolean answersThrough(@Nullable IpAddress gateway) {
    GatewayCare care = host.effectiveGateway();
    if (gateway == null || care == GatewayCare.IGNORE) {
      return false;
    }
    gateways.add(gateway);
    if (care == GatewayCare.MANAGE) {
      AddressFamily family = gateway.family();
      routes.put(
          new RouteKey(RouteKey.MAIN, Prefix.all(family), LocalRoutes.metric(family)),
          new Route(Route.Type.UNICAST, gateway, declared.interfaceName(), null));
    }
    return true;
  }

  RealServerState build() {
    Set<IpAddress> own = new java.util.HashSet<>();
    held.forEach(address -> own.add(address.address()));
    ranges.forEach(range -> LocalRoutes.add(routes, range, own));
    segmentLimits.forEach((vip, limit) -> rules.add(new PacketRule.SegmentLimit(vip, limit)));
    SortedMap<SysctlKey, String> sysctls = SysctlProfile.of(roles, tunnels);
    SortedMap<SysctlKey, String> verified = new TreeMap<>(sysctls);
    sysctls.keySet().removeAll(host.unmanaged());
    verified.keySet().retainAll(host.unmanaged());
    return new RealServerState(
        held, sysctls, verified, new Network(devices, ports, routes, rules), gateways);
  }
}
