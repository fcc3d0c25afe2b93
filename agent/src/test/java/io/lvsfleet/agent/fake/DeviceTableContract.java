package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every device table does, the kernel's and the fake.
public abstract class DeviceTableContract {

  protected static final Device DUMMY = new Device(Device.Kind.DUMMY, null, 0);
  protected static final Device IPIP = tunnel(Device.Kind.IPIP);
  private static final DecapsulationPort GUE4 = new DecapsulationPort(AddressFamily.IPV4, 6080);
  private static final DecapsulationPort GUE6 = new DecapsulationPort(AddressFamily.IPV6, 6080);

  /// With the interfaces `lo` and `eth0`, both up.
  protected abstract DeviceTable table();

  protected abstract AddressTable addresses();

  protected abstract RouteTable routes();

  /// Whether this kernel has such devices.
  protected abstract boolean available(Device.Kind kind);

  private static Device tunnel(Device.Kind kind, String local, int mtu) {
    return new Device(kind, IpAddress.parse(local), mtu);
  }

  private static Device tunnel(Device.Kind kind) {
    String local = kind.outer() == AddressFamily.IPV4 ? "10.0.0.21" : "fd00:a::21";
    return tunnel(kind, local, 0);
  }

  /// One of each kind there is, of the kernel's own choice and with an MTU of 1400.
  private List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    for (Device.Kind kind : Device.Kind.values()) {
      if (!available(kind)) {
        continue;
      }
      if (kind.tunnel()) {
        boolean v4 = kind.outer() == AddressFamily.IPV4;
        devices.add(tunnel(kind));
        devices.add(tunnel(kind, v4 ? "10.0.0.22" : "fd00:a::22", 1400));
      } else {
        devices.add(new Device(kind, null, 0));
        devices.add(new Device(kind, null, 1400));
      }
    }
    return devices;
  }

  private String add(String name, Device device) {
    return Attempt.of(() -> table().add(name, device));
  }

  private String remove(String name) {
    return Attempt.of(() -> table().remove(name));
  }

  @Test
  void devicesAreReadBackAsTheyWereMade() throws KernelException {
    List<Device> devices = devices();
    assertThat(devices).contains(DUMMY, IPIP);
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < devices.size(); i++) {
      String name = "t" + i;
      names.add(name);
      assertThat(add(name, devices.get(i))).as("%s", devices.get(i)).isEqualTo(Attempt.DONE);
      assertThat(table().devices(Sorted.set(List.of(name)))).containsEntry(name, devices.get(i));
    }
    assertThat(table().devices(names).values()).containsExactlyInAnyOrderElementsOf(devices);
    for (String name : names) {
      assertThat(remove(name)).isEqualTo(Attempt.DONE);
    }
    assertThat(table().devices(names)).isEmpty();
  }

  @Test
  void onlyNamesThatWereAskedForAreRead() throws KernelException {
    add("t1", DUMMY);
    assertThat(table().devices(Sorted.set(List.of("t2", "lo", "eth0")))).isEmpty();
    remove("t1");
  }

  @Test
  void aNameAndTheEndsOfATunnelAreTakenOnce() throws KernelException {
    assertThat(add("eth0", DUMMY)).isEqualTo("EEXIST");
    assertThat(add("t1", IPIP)).isEqualTo(Attempt.DONE);
    assertThat(add("t1", IPIP)).isEqualTo("EEXIST");
    assertThat(add("t1", DUMMY)).isEqualTo("EEXIST");
    assertThat(add("t2", IPIP)).isEqualTo("EEXIST");
    assertThat(add("t2", tunnel(Device.Kind.GRE))).isEqualTo(Attempt.DONE);
    assertThat(table().devices(Sorted.set(List.of("t1", "t2"))))
        .hasSize(2)
        .containsEntry("t1", IPIP);
    remove("t1");
    remove("t2");
  }

  @Test
  void whatIsNotThereOrCannotGoIsNotRemoved() {
    assertThat(remove("t1")).isEqualTo("ENODEV");
    assertThat(remove("lo")).isEqualTo("EOPNOTSUPP");
  }

  @Test
  void aDeviceIsUpAndTakesItsAddressesAndRoutesAlong() throws KernelException {
    assertThat(add("t1", DUMMY)).isEqualTo(Attempt.DONE);
    LocalAddress vip = new LocalAddress("t1", IpAddress.parse("10.0.0.100"), 32);
    RouteKey key = new RouteKey(RouteKey.MAIN, Prefix.parse("10.9.0.0/24"), 0);
    Route route = new Route(Route.Type.UNICAST, null, "t1", null);
    assertThat(Attempt.of(() -> addresses().add(vip))).isEqualTo(Attempt.DONE);
    assertThat(Attempt.of(() -> addresses().announce(vip))).isEqualTo(Attempt.DONE);
    assertThat(Attempt.of(() -> routes().put(key, route))).isEqualTo(Attempt.DONE);
    assertThat(remove("t1")).isEqualTo(Attempt.DONE);
    assertThat(addresses().dump()).doesNotContain(vip);
    assertThat(routes().routes(Sorted.set(List.of(key)))).doesNotContainKey(key);
  }

  @Test
  void portsAreReadBackAsTheyWereAdded() throws KernelException {
    assertThat(table().decapsulationPorts()).isEmpty();
    for (DecapsulationPort port : List.of(GUE4, GUE6)) {
      assertThat(Attempt.of(() -> table().add(port))).isEqualTo(Attempt.DONE);
      assertThat(Attempt.of(() -> table().add(port))).isEqualTo("EADDRINUSE");
    }
    assertThat(table().decapsulationPorts()).containsExactly(GUE4, GUE6);
    assertThat(Attempt.of(() -> table().remove(GUE4))).isEqualTo(Attempt.DONE);
    assertThat(table().decapsulationPorts()).containsExactly(GUE6);
    assertThat(Attempt.of(() -> table().remove(GUE4))).isEqualTo("EINVAL");
    assertThat(Attempt.of(() -> table().remove(GUE6))).isEqualTo(Attempt.DONE);
    assertThat(table().decapsulationPorts()).isEmpty();
  }
}
