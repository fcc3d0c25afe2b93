package io.lvsfleet.model;

import java.util.SortedSet;

/// What a node's kernel and tools can do, so that what they cannot is refused when it is written
/// and not when it fails. A list that was not readable is empty and refuses nothing.
///
/// @param ipvsVersion for example `1.2.1`; empty when ip_vs is not there
/// @param connectionTableSize buckets of the table of connections; 0 when unknown
/// @param schedulers available or loadable
/// @param engines persistence engines available or loadable
/// @param tunnels types that ip_vs can send (a director) by the kernel's age
/// @param protocols the service protocols of ip_vs in this kernel
/// @param devices kinds of devices this node can make (a tunnelled real server)
/// @param ipv6 whether ip_vs has IPv6
/// @param packetFilter the version of nftables' `nft`; empty when it is not installed
/// @param parameters of `net.ipv4.vs` that this kernel has
public record Capabilities(
    String ipvsVersion,
    int connectionTableSize,
    SortedSet<String> schedulers,
    SortedSet<String> engines,
    SortedSet<Tunnel.Type> tunnels,
    SortedSet<Protocol> protocols,
    SortedSet<Device.Kind> devices,
    boolean ipv6,
    String packetFilter,
    SortedSet<SysctlKey> parameters) {

  public static final Capabilities UNKNOWN =
      new Capabilities(
          "",
          0,
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          false,
          "",
          Sorted.set());

  public Capabilities {
    schedulers = Sorted.set(schedulers);
    engines = Sorted.set(engines);
    tunnels = Sorted.set(tunnels);
    protocols = Sorted.set(protocols);
    devices = Sorted.set(devices);
    parameters = Sorted.set(parameters);
  }
}
