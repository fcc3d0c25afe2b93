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
    SortedMap<SysctlKey, String> sysctls) {

  public static final KernelState EMPTY = new KernelState(Sorted.map(), Sorted.set(), Sorted.map());

  public KernelState {
    services = Sorted.map(services);
    addresses = Sorted.set(addresses);
    sysctls = Sorted.map(sysctls);
  }
}
