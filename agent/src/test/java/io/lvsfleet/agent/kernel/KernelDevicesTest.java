package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.DeviceTableContract;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `ip link` and `ip fou` as witnesses.
@Tag("kernel")
class KernelDevicesTest extends DeviceTableContract {

  private final KernelDevices table;
  private final KernelAddresses addresses;
  private final KernelRoutes routes;

  KernelDevicesTest() throws KernelException {
    table = new KernelDevices();
    addresses = new KernelAddresses();
    routes = new KernelRoutes();
  }

  @Override
  protected DeviceTable table() {
    return table;
  }

  @Override
  protected AddressTable addresses() {
    return addresses;
  }

  @Override
  protected RouteTable routes() {
    return routes;
  }

  /// Every kind but one is in each of the lab's kernels.
  @Override
  protected boolean available(Device.Kind kind) {
    if (kind != Device.Kind.IP6GRE) {
      return true;
    }
    Device device = new Device(kind, IpAddress.parse("fd00:a::29"), 0);
    String result = Attempt.of(() -> table.add("probe", device));
    if (!result.equals(Attempt.DONE)) {
      assertThat(result).isEqualTo("EOPNOTSUPP");
      return false;
    }
    Shell.sh("ip link del probe");
    return true;
  }

  @BeforeEach
  void cable() {
    Shell.sh("ip link set lo up");
    Shell.sh("ip link add eth0 type veth peer name peer0");
    Shell.sh("ip link set eth0 up");
    Shell.sh("ip link set peer0 up");
  }

  @AfterEach
  void nothingIsLeft() {
    table.close();
    addresses.close();
    routes.close();
    Shell.sh("ip link del eth0");
    assertThat(Shell.sh("ip -o link show"))
        .doesNotContainPattern("(?m)^[0-9]+: (t[0-9]+|eth0|peer0)[:@]");
    assertThat(Shell.sh("ip fou show")).doesNotContain("port");
  }

  @Test
  void ipSeesWhatWasMade() throws KernelException {
    table.add("t1", IPIP);
    table.add("t2", new Device(Device.Kind.SIT, IpAddress.parse("10.0.0.21"), 1300));
    table.add("t3", new Device(Device.Kind.IP6TNL, IpAddress.parse("fd00:a::21"), 0));
    table.add("t4", new Device(Device.Kind.GRE, IpAddress.parse("10.0.0.21"), 0));
    table.add("t5", DUMMY);
    assertThat(ip("t1")).contains("ipip any remote any local 10.0.0.21 ", "mtu 1480", ",UP");
    assertThat(ip("t2")).contains("sit any remote any local 10.0.0.21 ", "mtu 1300", ",UP");
    assertThat(ip("t3"))
        .contains("ip6tnl any remote any local fd00:a::21 hoplimit 64 encaplimit 4", "mtu 1452");
    assertThat(ip("t4")).contains("gre remote any local 10.0.0.21 ", "mtu 1476", ",UP");
    assertThat(ip("t5")).contains("dummy", "mtu 1500", ",UP");
    for (int i = 1; i <= 5; i++) {
      table.remove("t" + i);
    }
  }

  private static String ip(String name) {
    return Shell.sh("ip -o -d link show " + name);
  }

  @Test
  void whatIpMakesIsTheSame() throws KernelException {
    for (Device.Kind kind : Device.Kind.values()) {
      if (!available(kind)) {
        continue;
      }
      String local = kind.outer() == AddressFamily.IPV4 ? "10.0.0.21" : "fd00:a::21";
      Device device = new Device(kind, kind.tunnel() ? IpAddress.parse(local) : null, 0);
      table.add("t1", device);
      String ours = words("t1");
      table.remove("t1");
      Shell.sh("ip link add name t1 " + device.describe());
      Shell.sh("ip link set t1 up");
      assertThat(words("t1")).isEqualTo(ours);
      assertThat(table.devices(Sorted.set(List.of("t1")))).containsEntry("t1", device);
      table.remove("t1");
    }
  }

  /// Without the number, and the hardware address that is drawn.
  private static String words(String name) {
    return ip(name)
        .replaceFirst("^[0-9]+: ", "")
        .replaceAll("(link/ether|permaddr) [0-9a-f:]+", "");
  }

  @Test
  void devicesOfOthersThatAreNoneOfOursAreLeftOut() throws KernelException {
    List<String> made =
        List.of(
            "t1 type ipip local 10.0.0.21 remote 10.0.0.9",
            "t2 type gre local 10.0.0.22 key 7",
            "t3 type ipip local 10.0.0.23 remote any dev eth0",
            "t4 type gre external",
            "t5 type bridge",
            "t6 type ipip external");
    made.forEach(words -> Shell.sh("ip link add name " + words));
    assertThat(
            table.devices(
                Sorted.set(
                    List.of("t1", "t2", "t3", "t4", "t5", "t6", "eth0", "lo", "tunl0", "gre0"))))
        .isEmpty();
    made.forEach(words -> Shell.sh("ip link del " + words.substring(0, 2)));
  }

  @Test
  void aDeviceThatSomebodySetDownOrChangedDiffers() throws KernelException {
    table.add("t1", DUMMY);
    Shell.sh("ip link set t1 down");
    assertThat(table.devices(Sorted.set(List.of("t1"))))
        .containsEntry("t1", new Device(Device.Kind.DUMMY, null, 0, false));
    Shell.sh("ip link set t1 up mtu 1234");
    assertThat(table.devices(Sorted.set(List.of("t1"))))
        .containsEntry("t1", new Device(Device.Kind.DUMMY, null, 1234));
    table.remove("t1");
  }

  @Test
  void anMtuIsGivenAsItIsWantedUpToItsBounds() throws KernelException {
    for (Device.Kind kind : List.of(Device.Kind.IPIP, Device.Kind.GRE, Device.Kind.IP6TNL)) {
      String local = kind.outer() == AddressFamily.IPV4 ? "10.0.0.21" : "fd00:a::21";
      for (int mtu : new int[] {68, 65_455}) {
        Device device = new Device(kind, IpAddress.parse(local), mtu);
        table.add("t1", device);
        assertThat(table.devices(Sorted.set(List.of("t1")))).containsEntry("t1", device);
        table.remove("t1");
      }
    }
  }

  @Test
  void ipFouSeesTheSamePorts() throws KernelException {
    DecapsulationPort v4 = new DecapsulationPort(AddressFamily.IPV4, 6080);
    DecapsulationPort v6 = new DecapsulationPort(AddressFamily.IPV6, 6081);
    table.add(v4);
    table.add(v6);
    assertThat(Shell.lines("ip fou show")).containsExactlyInAnyOrder("" + v4, "" + v6);
    Shell.sh("ip fou add port 6082 ipproto 4");
    Shell.sh("ip fou add port 6083 gue local 127.0.0.1");
    assertThat(table.decapsulationPorts()).containsExactly(v4, v6);
    for (String words :
        List.of("port 6082", "port 6083 local 127.0.0.1", "port 6080", "port 6081 -6")) {
      Shell.sh("ip fou del " + words);
    }
  }
}
