package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.NetlinkMonitor.Change;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each test waits for the end of what it did itself: an address on `lo`, told as the last.
@Tag("kernel")
class NetlinkMonitorTest {

  private static final Change ADDRESSES = new Change(false, true, true, false);
  private static final Change ROUTES = new Change(false, false, true, false);

  private final BlockingQueue<Change> told = new LinkedBlockingQueue<>();

  @BeforeEach
  void link() {
    Shell.sh("ip link set lo up");
    Shell.sh("ip link add d0 type dummy");
    Shell.sh("ip link set d0 up");
    Shell.sh("ip addr add 10.0.0.21/24 dev d0");
  }

  @AfterEach
  void gone() {
    Shell.sh("ip link del d0");
    Shell.sh("ip addr flush dev lo scope global");
  }

  /// What is told of the commands, all in one.
  private Change of(String... commands) throws KernelException, InterruptedException {
    told.clear();
    try (NetlinkMonitor _ = NetlinkMonitor.start(told::add)) {
      for (String command : commands) {
        Shell.sh(command);
      }
      Change all = told.take();
      return all;
    }
  }

  @Test
  void eachKindOfChangeIsTold() throws KernelException, InterruptedException {
    assertThat(of("ip route add 10.9.0.0/16 dev d0 proto 76")).isEqualTo(ROUTES);
    assertThat(of("ip route replace 10.9.0.0/16 via 10.0.0.1 proto static")).isEqualTo(ROUTES);
    assertThat(of("ip route add default dev d0")).isEqualTo(ROUTES);
    assertThat(of("ip -6 route add default dev d0")).isEqualTo(ROUTES);
    assertThat(of("ip -6 route del default dev d0")).isEqualTo(ROUTES);
    assertThat(of("ip addr add 10.0.0.100/32 dev lo").addresses()).isTrue();
    assertThat(of("ip addr del 10.0.0.100/32 dev lo").addresses()).isTrue();
    assertThat(of("ip addr add fd00:a::100/128 dev lo").addresses()).isTrue();
    assertThat(of("ip link set d0 down")).isEqualTo(Change.EVERYTHING);
  }

  /// Of routes that do not matter nothing is heard: the first that is told is the address.
  @Test
  void routesOfARoutingDaemonAreNotTold() throws KernelException, InterruptedException {
    assertThat(
            of(
                "ip route add 10.9.0.0/16 dev d0 proto bird",
                "ip route del 10.9.0.0/16 dev d0 proto bird",
                "ip -6 route add fd00:9::/64 dev d0 proto bird",
                "ip addr add 10.0.0.100/32 dev lo"))
        .isEqualTo(ADDRESSES);
  }

  @Test
  void aTransactionOfNftablesIsTold() throws KernelException, InterruptedException {
    try (NetlinkMonitor _ = NetlinkMonitor.ofPacketFilter(told::add).orElseThrow()) {
      Shell.sh("nft add table ip somebodys");
      assertThat(told.take()).isEqualTo(Change.PACKET_FILTER);
    } finally {
      Shell.sh("nft flush ruleset");
    }
    assertThat(threads()).doesNotContain("nftables-monitor");
  }

  @Test
  void aFloodIsToldInFewCallsAndItsEndIsNotMissed() throws KernelException, InterruptedException {
    String flood =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "addr add 10.1." + i / 250 + "." + (1 + i % 250) + "/32 dev d0\n")
            .collect(Collectors.joining());
    Semaphore slow = new Semaphore(0);
    try (NetlinkMonitor _ =
        NetlinkMonitor.start(change -> {
          told.add(change);
          slow.acquireUninterruptibly();
        })) {
      Shell.input(flood, "ip", "-batch", "-");
      assertThat(told.take().addresses()).isTrue();
      assertThat(told).isEmpty();
      slow.release(1_000);
      // What came while the listener was busy did not fit into the socket's buffer.
      assertThat(told.take()).isEqualTo(Change.EVERYTHING);
      Shell.sh("ip link set d0 down");
      await().until(() -> told.stream().anyMatch(Change.EVERYTHING::equals));
    }
    assertThat(told.size()).isLessThan(50);
  }

  @Test
  void closingEndsTheThread() throws KernelException {
    NetlinkMonitor monitor = NetlinkMonitor.start(told::add);
    assertThat(threads()).contains("netlink-monitor");
    monitor.close();
    assertThat(threads()).doesNotContain("netlink-monitor");
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }
}
