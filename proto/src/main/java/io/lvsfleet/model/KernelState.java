package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;

/// What a node's kernel holds, or should hold, of the things this product manages.
///
/// The same type serves *observed* and *effective*: being in sync is `equals` on the parts owned.
/// Observed `sysctls` are only those somebody asked for; observed `addresses` are all of the node.
public record KernelState(
    SortedMap<VirtualServiceKey, VirtualService> services,
    SortedSet<LocalAddress> addresses,
    SortedMap<SysctlKey, String> sysctls,
    IpvsSettings settings,
    Network network) {

  public static final KernelState EMPTY = of(Sorted.map(), Sorted.set(), Sorted.map());

  public KernelState {
    services = Sorted.map(services);
    addresses = Sorted.set(addresses);
    sysctls = Sorted.map(sysctls);
  }

  /// Without settings of ip_vs and without network.
  public static KernelState of(
      SortedMap<VirtualServiceKey, VirtualService> services,
      SortedSet<LocalAddress> addresses,
      SortedMap<SysctlKey, String> sysctls) {
    return new KernelState(services, addresses, sysctls, IpvsSettings.NONE, Network.NONE);
  }

  /// Whether a wanted address is one that a real server holds without telling anybody: on the
  /// loopback device, on a device of our own, or kept silent by a packet rule.
  public boolean silent(LocalAddress address) {
    return address.onLoopback()
        || network.devices().containsKey(address.interfaceName())
        || network.packetRules().stream()
            .anyMatch(rule ->
                rule instanceof PacketRule.ArpSilence silence
                    && silence.virtualIp().equals(address.address()));
  }
}
