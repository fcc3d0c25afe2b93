package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import java.util.SortedMap;
import java.util.SortedSet;

/// The virtual devices of one network namespace, and the ports at which it unwraps GUE.
public interface DeviceTable {

  /// Those of the kinds of [Device] that have one of these names. A device of another kind under
  /// such a name is left out: making ours then ends with `EEXIST`.
  SortedMap<String, Device> devices(SortedSet<String> names) throws KernelException;

  /// Makes the device and sets it up.
  ///
  /// @throws KernelException `EEXIST` when there is one of that name, or a tunnel of the same ends;
  ///   `EOPNOTSUPP` when this kernel has no such kind
  void add(String name, Device device) throws KernelException;

  /// Removes a device with the addresses and routes on it.
  ///
  /// @throws KernelException `ENODEV` when there is none
  void remove(String name) throws KernelException;

  /// All ports, those of others too; empty when this kernel cannot unwrap GUE.
  SortedSet<DecapsulationPort> decapsulationPorts() throws KernelException;

  /// @throws KernelException `EADDRINUSE` when the port is taken
  void add(DecapsulationPort port) throws KernelException;

  /// @throws KernelException `ENOENT` when it is not there
  void remove(DecapsulationPort port) throws KernelException;
}
