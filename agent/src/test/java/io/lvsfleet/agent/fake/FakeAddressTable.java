package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Addresses on interfaces as `net/ipv4/devinet.c` and `net/ipv6/addrconf.c` keep them.
public final class FakeAddressTable implements AddressTable {

  private final Faults faults;
  private final Map<String, Boolean> interfacesUp = new TreeMap<>();

  private final Set<String> withoutArp = new HashSet<>();
  private final List<LocalAddress> addresses = new ArrayList<>();

  private final List<LocalAddress> announced = new ArrayList<>();
  private final List<Runnable> whenChanged = new ArrayList<>();

  public FakeAddressTable() {
    this(new Faults());
  }

  public FakeAddressTable(Faults faults) {
    this.faults = faults;
  }

  /// An interface that is up and has neighbours.
  public FakeAddressTable addInterface(String name) {
    interfacesUp.put(name, true);
    changed();
    return this;
  }

  /// A dummy or a tunnel.
  FakeAddressTable addVirtualInterface(String name) {
    withoutArp.add(name);
    return addInterface(name);
  }

  boolean hasInterface(String name) {
    return interfacesUp.containsKey(name);
  }

  public void setDown(String name) {
    interfacesUp.put(name, false);
    changed();
  }

  /// With its addresses.
  public void removeInterface(String name) {
    interfacesUp.remove(name);
    addresses.removeIf(address -> address.interfaceName().equals(name));
    changed();
  }

  @Override
  public SortedSet<String> interfaces() {
    return Sorted.set(interfacesUp.keySet());
  }

  boolean isUp(String name) {
    return Boolean.TRUE.equals(interfacesUp.get(name));
  }

  /// What else changes when interfaces or addresses have changed.
  void whenChanged(Runnable consequence) {
    whenChanged.add(consequence);
  }

  private void changed() {
    whenChanged.forEach(Runnable::run);
  }

  /// Somebody else added an address.
  public void put(LocalAddress address) {
    addresses.add(address);
    changed();
  }

  /// Somebody else removed an address.
  public void drop(LocalAddress address) {
    addresses.remove(address);
    changed();
  }

  public void clear() {
    addresses.clear();
    changed();
  }

  /// Everything the neighbours were told, in order.
  public List<LocalAddress> announced() {
    return List.copyOf(announced);
  }

  @Override
  public SortedSet<LocalAddress> dump() {
    return Sorted.set(addresses);
  }

  @Override
  public SortedSet<String> arpInterfaces() {
    SortedSet<String> names = new TreeSet<>(interfacesUp.keySet());
    names.remove("lo");
    names.removeAll(withoutArp);
    return Sorted.set(names);
  }

  @Override
  public void add(LocalAddress address) throws KernelException {
    Operation operation = new AddAddress(address);
    faults.check(operation);
    checkInterface(operation, address);
    if (addresses.stream().anyMatch(there -> excludes(there, address))) {
      throw new KernelException(operation.describe(), "EEXIST", "");
    }
    addresses.add(address);
    changed();
    faults.record(operation);
  }

  /// IPv6 knows an address once per interface, IPv4 once per interface and prefix length.
  private static boolean excludes(LocalAddress there, LocalAddress added) {
    return there.interfaceName().equals(added.interfaceName())
        && there.address().equals(added.address())
        && (there.address().family() == AddressFamily.IPV6
            || there.prefixLength() == added.prefixLength());
  }

  @Override
  public void remove(LocalAddress address) throws KernelException {
    Operation operation = new RemoveAddress(address);
    faults.check(operation);
    checkInterface(operation, address);
    if (!addresses.remove(address)) {
      throw new KernelException(operation.describe(), "EADDRNOTAVAIL", "");
    }
    changed();
    faults.record(operation);
  }

  @Override
  public void announce(LocalAddress address) throws KernelException {
    Operation operation = new AnnounceAddress(address);
    faults.check(operation);
    checkInterface(operation, address);
    if (!addresses.contains(address)) {
      throw new KernelException(operation.describe(), "EADDRNOTAVAIL", "");
    }
    if (!isUp(address.interfaceName())) {
      throw new KernelException(operation.describe(), "ENETDOWN", "");
    }
    announced.add(address);
    faults.record(operation);
  }

  private void checkInterface(Operation operation, LocalAddress address) throws KernelException {
    if (!hasInterface(address.interfaceName())) {
      throw new KernelException(operation.describe(), "ENODEV", "");
    }
  }
}
