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
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/// Addresses on interfaces as `net/ipv4/devinet.c` and `net/ipv6/addrconf.c` keep them.
public final class FakeAddressTable implements AddressTable {

  private final Faults faults;
  private final Map<String, Boolean> interfacesUp = new TreeMap<>();

  /// In the order they were added: the first IPv4 address of a network is its primary one.
  private final List<LocalAddress> addresses = new ArrayList<>();

  private final List<LocalAddress> announced = new ArrayList<>();
  private boolean promotesSecondaries = true;

  public FakeAddressTable() {
    this(new Faults());
  }

  public FakeAddressTable(Faults faults) {
    this.faults = faults;
  }

  /// An interface that is up and has neighbours.
  public FakeAddressTable addInterface(String name) {
    interfacesUp.put(name, true);
    return this;
  }

  boolean hasInterface(String name) {
    return interfacesUp.containsKey(name);
  }

  public void setDown(String name) {
    interfacesUp.put(name, false);
  }

  /// With `promote_secondaries=0`, the kernel's own default, the secondaries of a network go with
  /// its primary address. Distributions with systemd set it to 1.
  public void losesSecondaries() {
    promotesSecondaries = false;
  }

  /// Somebody else added an address.
  public void put(LocalAddress address) {
    addresses.add(address);
  }

  /// Somebody else removed an address.
  public void drop(LocalAddress address) {
    addresses.remove(address);
  }

  public void clear() {
    addresses.clear();
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
  public void add(LocalAddress address) throws KernelException {
    Operation operation = new AddAddress(address);
    faults.check(operation);
    checkInterface(operation, address);
    if (addresses.stream().anyMatch(there -> excludes(there, address))) {
      throw new KernelException(operation.describe(), "EEXIST", "");
    }
    addresses.add(address);
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
    int at = addresses.indexOf(address);
    if (at < 0) {
      throw new KernelException(operation.describe(), "EADDRNOTAVAIL", "");
    }
    boolean primary =
        addresses.subList(0, at).stream().noneMatch(before -> sameNetwork(before, address));
    addresses.remove(at);
    if (primary && !promotesSecondaries) {
      addresses.removeIf(left -> sameNetwork(left, address));
    }
    faults.record(operation);
  }

  private static boolean sameNetwork(LocalAddress a, LocalAddress b) {
    return a.address().family() == AddressFamily.IPV4
        && a.interfaceName().equals(b.interfaceName())
        && a.prefixLength() == b.prefixLength()
        && a.address().sameNetwork(b.address(), a.prefixLength());
  }

  @Override
  public void announce(LocalAddress address) throws KernelException {
    Operation operation = new AnnounceAddress(address);
    faults.check(operation);
    checkInterface(operation, address);
    if (!addresses.contains(address)) {
      throw new KernelException(operation.describe(), "EADDRNOTAVAIL", "");
    }
    if (!Boolean.TRUE.equals(interfacesUp.get(address.interfaceName()))) {
      throw new KernelException(operation.describe(), "ENETDOWN", "");
    }
    announced.add(address);
    faults.record(operation);
  }

  private void checkInterface(Operation operation, LocalAddress address) throws KernelException {
    if (!interfacesUp.containsKey(address.interfaceName())) {
      throw new KernelException(operation.describe(), "ENODEV", "");
    }
  }
}
