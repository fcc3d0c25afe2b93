package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import java.util.SortedMap;
import java.util.SortedSet;

/// The virtual devices of one network namespace, and the ports at which it unwraps GUE.
public interface DeviceTable {

  /// Those that have one of these names and that a [Device] can say. Any other one under such a
  /// name (of another kind, a tunnel to one peer, a fallback device like `tunl0`, one that is down)
  /// is left out: making ours then ends with `EEXIST`.
  SortedMap<String, Device> devices(SortedSet<String> names) throws KernelException;

  /// Makes the device and sets it up, both or nothing.
  ///
  /// @throws KernelException `EEXIST` when there is an interface of that name, or a tunnel of the
  ///   same kind and local address; `EOPNOTSUPP` when this kernel has no such kind
  void add(String name, Device device) throws KernelException;

  /// Removes a device with the addresses and routes on it.
  ///
  /// @throws KernelException `ENODEV` when there is none; `EOPNOTSUPP` when it is one that cannot
  ///   be removed (`lo`)
  void remove(String name) throws KernelException;

  /// All ports at which GUE is unwrapped for every local address, those of others too; empty when
  /// this kernel cannot unwrap GUE.
  SortedSet<DecapsulationPort> decapsulationPorts() throws KernelException;

  /// @throws KernelException `EADDRINUSE` when the port is taken; `EOPNOTSUPP` when this kernel
  ///   cannot unwrap GUE
  void add(DecapsulationPort port) throws KernelException;

  /// @throws KernelException `EINVAL` when it is not there (`fou_destroy` in net/ipv4/fou_core.c)
  void remove(DecapsulationPort port) throws KernelException;
}
