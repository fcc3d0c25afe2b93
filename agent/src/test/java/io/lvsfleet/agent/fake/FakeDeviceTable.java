package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Virtual devices on the interfaces of a [FakeAddressTable], which lose their addresses and routes
/// with them.
public final class FakeDeviceTable implements DeviceTable {

  private final Faults faults;
  private final FakeAddressTable interfaces;
  private final SortedMap<String, Device> devices = new TreeMap<>();
  private final SortedSet<DecapsulationPort> ports = new TreeSet<>();
  private final EnumSet<Device.Kind> kinds = EnumSet.allOf(Device.Kind.class);
  private boolean unwrapsGue = true;

  public FakeDeviceTable(Faults faults, FakeAddressTable interfaces) {
    this.faults = faults;
    this.interfaces = interfaces;
  }

  /// From now on the kernel has no such module.
  public FakeDeviceTable without(Device.Kind kind) {
    kinds.remove(kind);
    return this;
  }

  public FakeDeviceTable withoutGue() {
    unwrapsGue = false;
    ports.clear();
    return this;
  }

  /// Somebody else made a device.
  public void put(String name, Device device) {
    devices.put(name, device);
    interfaces.addVirtualInterface(name);
  }

  /// Somebody else removed a device.
  public void drop(String name) {
    devices.remove(name);
    interfaces.removeInterface(name);
  }

  public void put(DecapsulationPort port) {
    ports.add(port);
  }

  public void drop(DecapsulationPort port) {
    ports.remove(port);
  }

  public void clear() {
    SortedSet<String> names = new TreeSet<>(devices.keySet());
    names.forEach(this::drop);
    ports.clear();
  }

  /// All there are, whoever asks for which.
  public SortedMap<String, Device> all() {
    return Sorted.map(devices);
  }

  @Override
  public SortedMap<String, Device> devices(SortedSet<String> names) {
    SortedMap<String, Device> found = new TreeMap<>(devices);
    found.keySet().retainAll(names);
    return Sorted.map(found);
  }

  @Override
  public void add(String name, Device device) throws KernelException {
    Operation operation = new AddDevice(name, device);
    faults.check(operation);
    if (!device.up()) {
      throw new IllegalArgumentException("no device is wanted down: " + name);
    }
    if (interfaces.hasInterface(name)) {
      throw refused(operation, "EEXIST");
    }
    if (!kinds.contains(device.kind())) {
      throw refused(operation, "EOPNOTSUPP");
    }
    if (device.kind().tunnel()
        && devices.values().stream().anyMatch(one -> sameEnds(one, device))) {
      throw refused(operation, "EEXIST");
    }
    put(name, device);
    faults.record(operation);
  }

  private static boolean sameEnds(Device a, Device b) {
    return a.kind() == b.kind() && a.local() != null && a.local().equals(b.local());
  }

  @Override
  public void remove(String name) throws KernelException {
    Operation operation = new RemoveDevice(name);
    faults.check(operation);
    if (!devices.containsKey(name)) {
      throw refused(operation, interfaces.hasInterface(name) ? "EOPNOTSUPP" : "ENODEV");
    }
    drop(name);
    faults.record(operation);
  }

  @Override
  public SortedSet<DecapsulationPort> decapsulationPorts() {
    return Sorted.set(ports);
  }

  @Override
  public void add(DecapsulationPort port) throws KernelException {
    Operation operation = new AddDecapsulationPort(port);
    faults.check(operation);
    String errno = errnoOfAdding(port);
    if (errno != null) {
      throw refused(operation, errno);
    }
    ports.add(port);
    faults.record(operation);
  }

  private @Nullable String errnoOfAdding(DecapsulationPort port) {
    return unwrapsGue ? ports.contains(port) ? "EADDRINUSE" : null : "EOPNOTSUPP";
  }

  @Override
  public void remove(DecapsulationPort port) throws KernelException {
    Operation operation = new RemoveDecapsulationPort(port);
    faults.check(operation);
    if (!ports.remove(port)) {
      throw refused(operation, unwrapsGue ? "EINVAL" : "EOPNOTSUPP");
    }
    faults.record(operation);
  }

  private static KernelException refused(Operation operation, String errno) {
    return new KernelException(operation.describe(), errno, "");
  }
}
