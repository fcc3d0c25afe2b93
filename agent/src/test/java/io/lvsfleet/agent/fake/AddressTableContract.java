package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every address table does, the kernel's and the fake.
public abstract class AddressTableContract {

  protected static final LocalAddress VIP4 = address("eth0", "10.0.0.100", 24);
  protected static final LocalAddress VIP6 = address("eth0", "fd00:a::100", 64);

  /// With the interfaces `lo` and `eth0`, both up.
  protected abstract AddressTable table();

  protected static LocalAddress address(String interfaceName, String address, int prefixLength) {
    return new LocalAddress(interfaceName, IpAddress.parse(address), prefixLength);
  }

  private void add(LocalAddress address) {
    assertThat(Attempt.of(() -> table().add(address))).as("%s", address).isEqualTo(Attempt.DONE);
  }

  private void remove(LocalAddress address) {
    assertThat(Attempt.of(() -> table().remove(address))).as("%s", address).isEqualTo(Attempt.DONE);
  }

  /// What the test itself added: a kernel has link-local addresses of its own.
  private SortedSet<LocalAddress> added() throws KernelException {
    SortedSet<LocalAddress> added = new TreeSet<>(table().dump());
    added.removeIf(one ->
        !one.address().toString().startsWith("10.")
            && !one.address().toString().startsWith("fd00:"));
    return added;
  }

  @Test
  void addedAddressesAreReadBackAsTheyWereAdded() throws KernelException {
    List<LocalAddress> addresses =
        List.of(
            VIP4,
            VIP6,
            address("lo", "10.0.0.100", 32),
            address("lo", "fd00:a::100", 128),
            address("eth0", "10.0.0.101", 32));
    addresses.forEach(this::add);
    assertThat(added()).containsExactlyInAnyOrderElementsOf(addresses);
    addresses.forEach(this::remove);
    assertThat(added()).isEmpty();
  }

  @Test
  void allInterfacesAreKnownByName() throws KernelException {
    assertThat(table().interfaces()).contains("lo", "eth0");
  }

  @Test
  void neighboursAskOnTheCableAndNotOnTheLoopbackDevice() throws KernelException {
    assertThat(table().arpInterfaces()).contains("eth0").doesNotContain("lo");
  }

  @Test
  void addingTwiceIsRefused() throws KernelException {
    for (LocalAddress address : List.of(VIP4, VIP6)) {
      add(address);
      assertThat(Attempt.of(() -> table().add(address))).isEqualTo("EEXIST");
    }
    assertThat(added()).containsExactlyInAnyOrder(VIP4, VIP6);
  }

  @Test
  void ipv4TakesAnAddressOncePerPrefixLengthAndIpv6Once() throws KernelException {
    add(VIP4);
    add(address("eth0", "10.0.0.100", 32));
    add(VIP6);
    assertThat(Attempt.of(() -> table().add(address("eth0", "fd00:a::100", 128))))
        .isEqualTo("EEXIST");
    assertThat(added()).hasSize(3);
  }

  @Test
  void removingWhatIsNotThereIsRefused() throws KernelException {
    for (LocalAddress address : List.of(VIP4, VIP6)) {
      assertThat(Attempt.of(() -> table().remove(address))).isEqualTo("EADDRNOTAVAIL");
      add(address);
      LocalAddress otherLength =
          new LocalAddress("eth0", address.address(), address.prefixLength() + 1);
      assertThat(Attempt.of(() -> table().remove(otherLength))).isEqualTo("EADDRNOTAVAIL");
      LocalAddress elsewhere = new LocalAddress("lo", address.address(), address.prefixLength());
      assertThat(Attempt.of(() -> table().remove(elsewhere))).isEqualTo("EADDRNOTAVAIL");
    }
    assertThat(added()).containsExactlyInAnyOrder(VIP4, VIP6);
  }

  @Test
  void anInterfaceThatIsNotThereIsRefused() {
    LocalAddress nowhere = address("eth9", "10.0.0.100", 24);
    assertThat(Attempt.of(() -> table().add(nowhere))).isEqualTo("ENODEV");
    assertThat(Attempt.of(() -> table().remove(nowhere))).isEqualTo("ENODEV");
    assertThat(Attempt.of(() -> table().announce(nowhere))).isEqualTo("ENODEV");
  }

  @Test
  void theSecondariesOfANetworkOutliveItsPrimaryAddress() throws KernelException {
    LocalAddress secondary = address("eth0", "10.0.0.101", 24);
    LocalAddress third = address("eth0", "10.0.0.103", 24);
    LocalAddress host = address("eth0", "10.0.0.102", 32);
    List.of(VIP4, secondary, third, host).forEach(this::add);
    remove(VIP4);
    assertThat(added()).containsExactlyInAnyOrder(secondary, third, host);
    add(VIP4);
    remove(VIP4);
    assertThat(added()).containsExactlyInAnyOrder(secondary, third, host);
    remove(secondary);
    assertThat(added()).containsExactlyInAnyOrder(third, host);
  }

  @Test
  void onlyAnAddressThatIsThereIsAnnounced() throws KernelException {
    for (LocalAddress address : List.of(VIP4, VIP6)) {
      assertThat(Attempt.of(() -> table().announce(address))).isEqualTo("EADDRNOTAVAIL");
      add(address);
      assertThat(Attempt.of(() -> table().announce(address))).isEqualTo(Attempt.DONE);
    }
  }
}
