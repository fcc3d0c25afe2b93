package io.lvsfleet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lvsfleet.model.Tracker.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailoverTest {

  private static final LocalAddress VIP =
      new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24);
  private static final LocalAddress GATEWAY =
      new LocalAddress("eth1", IpAddress.parse("192.168.0.1"), 24);

  private static VrrpInstance instance(
      int version, int id, Duration interval, @Nullable String password, LocalAddress address) {
    return new VrrpInstance(
        version,
        id,
        "eth0",
        AddressFamily.IPV4,
        100,
        interval,
        Sorted.set(),
        null,
        password,
        Sorted.set(List.of(address)),
        Sorted.set(),
        true);
  }

  @Test
  void aPasswordIsNeverShown() {
    assertThat(instance(2, 1, Duration.ofSeconds(1), "hush", VIP).toString())
        .doesNotContain("hush")
        .contains("password");
  }

  @Test
  void intervalsAreThoseTheVersionCanSay() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instance(2, 1, Duration.ofMillis(1500), null, VIP));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instance(3, 1, Duration.ofMillis(15), null, VIP));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instance(3, 1, Duration.ofMillis(40_960), null, VIP));
    assertThatIllegalArgumentException().isThrownBy(() -> instance(3, 1, Duration.ZERO, null, VIP));
    assertThat(instance(3, 1, Duration.ofMillis(40_950), null, VIP).version()).isEqualTo(3);
  }

  @Test
  void versionThreeHasNoPassword() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instance(3, 1, Duration.ofSeconds(1), "hush", VIP));
  }

  @Test
  void anIdIsUsedOnceOnAnInterface() {
    VrrpInstance a = instance(3, 7, Duration.ofSeconds(1), null, VIP);
    VrrpInstance b = instance(3, 7, Duration.ofSeconds(1), null, GATEWAY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Failover.of(Sorted.map(Map.of("a", a, "b", b))))
        .withMessageContaining("id 7");
  }

  @Test
  void anAddressBelongsToOneVirtualRouter() {
    VrrpInstance a = instance(3, 7, Duration.ofSeconds(1), null, VIP);
    VrrpInstance b = instance(3, 8, Duration.ofSeconds(1), null, VIP);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Failover.of(Sorted.map(Map.of("a", a, "b", b))))
        .withMessageContaining("10.0.0.100");
  }

  @Test
  void addressesOfAllInstancesMoveTogether() {
    VrrpInstance a = instance(3, 7, Duration.ofSeconds(1), null, VIP);
    VrrpInstance b = instance(3, 8, Duration.ofSeconds(1), null, GATEWAY);
    assertThat(Failover.of(Sorted.map(Map.of("a", a, "b", b))).addresses())
        .containsExactly(VIP, GATEWAY);
  }

  @Test
  void trackersAddWhileUpOrTakeAwayWhileDown() {
    Subject subject = new Subject.Interface("eth1");
    assertThat(new Tracker(subject, 20).effect(true)).isEqualTo(20);
    assertThat(new Tracker(subject, 20).effect(false)).isZero();
    assertThat(new Tracker(subject, -20).effect(true)).isZero();
    assertThat(new Tracker(subject, -20).effect(false)).isEqualTo(-20);
    assertThat(new Tracker(subject, 0).effect(false)).isZero();
  }
}
