package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelVrrp;
import io.lvsfleet.agent.vrrp.VrrpConfig;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// keepalived as it comes from the distribution takes this program for its own kind, in both roles.
///
/// All variants with `-Dvrrp.matrix=true`.
@Tag("kernel")
class KeepalivedPeerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  record Variant(int version, AddressFamily family, boolean unicast, Duration interval) {
    String own() {
      return family == AddressFamily.IPV4 ? "10.7.0.1" : "fe80::7:1";
    }

    String peer() {
      return family == AddressFamily.IPV4 ? "10.7.0.2" : "fe80::7:2";
    }

    String vip() {
      return family == AddressFamily.IPV4 ? "10.7.0.100" : "fd00:7::100";
    }

    int prefix() {
      return family == AddressFamily.IPV4 ? 24 : 64;
    }

    VrrpInstance instance(int priority, @Nullable String password) {
      LocalAddress vip = new LocalAddress(KeepalivedPeer.DEVICE, IpAddress.parse(vip()), prefix());
      LocalAddress linkLocal =
          new LocalAddress(KeepalivedPeer.DEVICE, IpAddress.parse("fe80::7:100"), 64);
      return new VrrpInstance(
          version,
          77,
          KeepalivedPeer.DEVICE,
          family,
          priority,
          interval,
          unicast ? Sorted.set(List.of(IpAddress.parse(peer()))) : Sorted.set(),
          IpAddress.parse(own()),
          password,
          Sorted.set(family == AddressFamily.IPV4 ? List.of(vip) : List.of(vip, linkLocal)),
          Sorted.set(),
          true);
    }

    VrrpConfig config(int priority, @Nullable String password) {
      return new VrrpConfig(
          Failover.of(Sorted.map(Map.of("v", instance(priority, password)))),
          new Announcing(2, Duration.ofMillis(100), Duration.ZERO));
    }
  }

  static Stream<Variant> variants() {
    Duration fast = Duration.ofMillis(200);
    Duration second = Duration.ofSeconds(1);
    List<Variant> slice =
        List.of(
            new Variant(2, AddressFamily.IPV4, false, second),
            new Variant(3, AddressFamily.IPV6, true, fast));
    List<Variant> rest =
        List.of(
            new Variant(2, AddressFamily.IPV4, true, second),
            new Variant(3, AddressFamily.IPV4, false, fast),
            new Variant(3, AddressFamily.IPV4, true, fast),
            new Variant(3, AddressFamily.IPV6, false, fast));
    return Boolean.getBoolean("vrrp.matrix")
        ? Stream.concat(slice.stream(), rest.stream())
        : slice.stream();
  }

  private VrrpThread ours(VrrpConfig config) {
    VrrpThread thread =
        new VrrpThread(
            problems -> {
              try {
                return KernelVrrp.open(problems);
              } catch (KernelException e) {
                throw new IllegalStateException(e);
              }
            },
            new MonotonicClock());
    thread.want(new VrrpThread.Wish(config, Sorted.set(), false));
    thread.start();
    return thread;
  }

  private KeepalivedPeer network(Variant variant) throws Exception {
    return new KeepalivedPeer(
        directory,
        List.of(variant.own() + "/" + variant.prefix()),
        List.of(variant.peer() + "/" + variant.prefix()));
  }

  private static boolean weHold(Variant variant) throws IOException, InterruptedException {
    return KeepalivedPeer.run("ip", "-o", "addr", "show", "dev", KeepalivedPeer.DEVICE)
        .contains(" " + variant.vip() + "/");
  }

  private static void untilWeAlone(KeepalivedPeer peer, Variant variant) {
    await()
        .alias("we hold the address, keepalived does not")
        .atMost(PATIENCE)
        .until(() -> weHold(variant) && !peer.holds(variant.vip()));
  }

  private static void untilKeepalivedAlone(KeepalivedPeer peer, Variant variant) {
    await()
        .alias("keepalived holds the address, we do not")
        .atMost(PATIENCE)
        .until(() -> !weHold(variant) && peer.holds(variant.vip()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void electionPreemptionFailOverAndFailBack(Variant variant) throws Exception {
    try (KeepalivedPeer peer = network(variant)) {
      String password = variant.version() == 2 ? "hush" : null;
      Process keepalived =
          peer.keepalived(variant.instance(100, password), 100, variant.peer(), variant.own(), "");
      untilKeepalivedAlone(peer, variant);
      try (VrrpThread ours = ours(variant.config(150, password))) {
        untilWeAlone(peer, variant);
        await().atMost(PATIENCE).until(() -> state(ours) == State.MASTER);
      }
      untilKeepalivedAlone(peer, variant);
      try (VrrpThread ours = ours(variant.config(50, password))) {
        await().atMost(PATIENCE).until(() -> state(ours) == State.BACKUP);
        VrrpStatus heard =
            await().atMost(PATIENCE).until(() -> router(ours), one -> one.received() > 2);
        assertThat(heard.master()).isEqualTo(IpAddress.parse(variant.peer()));
        assertThat(heard.discarded()).isZero();
        peer.kill(keepalived);
        peer.clean(variant.vip());
        untilWeAlone(peer, variant);
        keepalived =
            peer.keepalived(
                variant.instance(100, password), 100, variant.peer(), variant.own(), "");
        untilKeepalivedAlone(peer, variant);
        await().atMost(PATIENCE).until(() -> state(ours) == State.BACKUP);
        peer.stop(keepalived);
        untilWeAlone(peer, variant);
      }
      assertThat(peer.log())
          .doesNotContain("nvalid", "ncorrect", "mismatch", "not present", "adver_int");
    }
  }

  @Test
  void aWrongPasswordIsNamedOnBothSides() throws Exception {
    Variant variant = new Variant(2, AddressFamily.IPV4, false, Duration.ofSeconds(1));
    try (KeepalivedPeer peer = network(variant)) {
      Process keepalived =
          peer.keepalived(variant.instance(100, "another"), 100, variant.peer(), variant.own(), "");
      try (VrrpThread ours = ours(variant.config(150, "hush"))) {
        VrrpStatus.Discard discard =
            await().atMost(PATIENCE).until(() -> router(ours).lastDiscard(), Objects::nonNull);
        assertThat(discard.reason()).isEqualTo(VrrpStatus.Reason.AUTHENTICATION);
        assertThat(discard.sender()).isEqualTo(IpAddress.parse(variant.peer()));
        await().atMost(PATIENCE).until(() -> state(ours) == State.MASTER);
      } finally {
        peer.kill(keepalived);
      }
    }
  }

  /// SIGSTOP: the process is alive for everybody but itself.
  @Test
  void aFrozenMasterLosesItsAddressByTheKernelsHand() throws Exception {
    Variant variant = new Variant(3, AddressFamily.IPV4, false, Duration.ofMillis(200));
    try (KeepalivedPeer peer = network(variant)) {
      peer.keepalived(variant.instance(100, null), 100, variant.peer(), variant.own(), "");
      Process ours =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  VrrpMain.class.getName(),
                  KeepalivedPeer.DEVICE,
                  variant.own(),
                  variant.vip() + "/" + variant.prefix(),
                  "150",
                  "200")
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("ours.log").toFile())
              .start();
      try {
        untilWeAlone(peer, variant);
        KeepalivedPeer.run("kill", "-STOP", Long.toString(ours.pid()));
        untilKeepalivedAlone(peer, variant);
        KeepalivedPeer.run("kill", "-CONT", Long.toString(ours.pid()));
        untilWeAlone(peer, variant);
        ours.destroyForcibly().waitFor();
        untilKeepalivedAlone(peer, variant);
      } finally {
        ours.destroyForcibly().waitFor();
      }
    }
  }

  private static @Nullable State state(VrrpThread thread) {
    FailoverStatus status = thread.status();
    return status == null ? null : status.state();
  }

  private static VrrpStatus router(VrrpThread thread) {
    FailoverStatus status = thread.status();
    VrrpStatus router = status == null ? null : status.instances().get("v");
    return router == null ? new VrrpStatus(0, null, 0, 0, 0, null) : router;
  }
}
