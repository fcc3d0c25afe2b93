package io.lvsfleet.agent.vrrp;

import static io.lvsfleet.agent.vrrp.VrrpFixtures.GATEWAY;
import static io.lvsfleet.agent.vrrp.VrrpFixtures.SYNC;
import static io.lvsfleet.agent.vrrp.VrrpFixtures.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.vrrp.VrrpEffect.Advertise;
import io.lvsfleet.agent.vrrp.VrrpEffect.Announce;
import io.lvsfleet.agent.vrrp.VrrpEffect.Hold;
import io.lvsfleet.agent.vrrp.VrrpEffect.Release;
import io.lvsfleet.agent.vrrp.VrrpEffect.StartSync;
import io.lvsfleet.agent.vrrp.VrrpEffect.StopSync;
import io.lvsfleet.agent.vrrp.VrrpWorld.Director;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GroupMachineTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RandomGenerator NONE = RandomGenerator.getDefault();

  private static VrrpWorld pair(VrrpConfig first, VrrpConfig second) {
    return new VrrpWorld(NONE, List.of(first, second));
  }

  private static VrrpWorld pair(int first, int second) {
    return pair(
        VrrpFixtures.config(VrrpFixtures.both(first, SECOND)),
        VrrpFixtures.config(VrrpFixtures.both(second, SECOND)));
  }

  @Test
  void theHigherPriorityWins() {
    VrrpWorld world = pair(100, 200);
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(2);
    assertThat(world.director(2).held).containsExactlyInAnyOrder(VIP, GATEWAY);
    assertThat(world.director(1).holds()).isFalse();
  }

  @Test
  void ofEqualPrioritiesTheHigherAddressWins() {
    VrrpWorld world = pair(100, 100);
    world.cut[0][1] = world.cut[1][0] = true;
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1, 2);
    world.cut[0][1] = world.cut[1][0] = false;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.masters()).containsExactly(2);
  }

  @Test
  void anOwnerTakesOverWithoutWaiting() {
    VrrpWorld world = pair(255, 100);
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void aDeadMasterIsReplacedAfterThreeIntervalsAndTheSkew() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    world.director(1).freeze(Duration.ofHours(1), true);
    world.pass(Duration.ofMillis(2600));
    assertThat(world.masters()).containsExactly(1);
    world.pass(Duration.ofMillis(1020));
    assertThat(world.director(2).isMaster()).isTrue();
    assertThat(world.director(1).holds()).as("the kernel took them").isFalse();
    assertThat(world.director(2).group.reason()).isEqualTo("no advertisement for 3.6 s");
  }

  @Test
  void aFrozenMasterListensFirstWhenItComesBack() {
    VrrpWorld world =
        pair(
            VrrpFixtures.noPreempt(VrrpFixtures.both(200, SECOND)),
            VrrpFixtures.noPreempt(VrrpFixtures.both(100, SECOND)));
    world.pass(Duration.ofSeconds(10));
    world.director(1).freeze(Duration.ofSeconds(20), true);
    world.pass(Duration.ofSeconds(60));
    assertThat(world.masters()).containsExactly(2);
    assertThat(world.director(2).takeovers).isEqualTo(1);
    assertThat(world.director(1).group.reason()).startsWith("slept for");
  }

  @Test
  void aBackupThatSleptDoesNotTakeItForTheMastersSilence() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    world.director(2).freeze(Duration.ofSeconds(30), true);
    world.pass(Duration.ofMinutes(2));
    assertThat(world.masters()).containsExactly(1);
    assertThat(world.director(2).takeovers).isZero();
  }

  @Test
  void aGracefulStopHandsOverAtOnce() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    world.director(1).happens(new VrrpEvent.Stopped(false, Sorted.set()));
    assertThat(world.director(1).held).isEmpty();
    world.pass(Duration.ofMillis(650));
    assertThat(world.masters()).containsExactly(2);
    assertThat(world.director(2).group.reason()).isEqualTo("10.0.0.1 let go");
  }

  @Test
  void whoIsAloneFromNowOnKeepsItsAddressesAndTellsNobodyToTakeThem() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    first.effects.clear();
    first.happens(new VrrpEvent.Stopped(true, Sorted.set(List.of(VIP, GATEWAY))));
    assertThat(first.effects)
        .containsExactly(new VrrpEffect.Keep(Sorted.set(List.of(VIP, GATEWAY))));
    assertThat(first.group.state()).isEqualTo(State.INIT);
    world.pass(Duration.ofMinutes(1));
    assertThat(first.holds()).as("no lease ends").isTrue();
  }

  @Test
  void whatIsNotKeptIsLetGoWithPriorityZero() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    first.effects.clear();
    first.happens(new VrrpEvent.Stopped(true, Sorted.set(List.of(VIP))));
    assertThat(first.held).containsExactly(VIP);
    assertThat(
            first.effects.stream()
                .filter(Advertise.class::isInstance)
                .map(Advertise.class::cast)
                .map(one -> one.name() + " " + one.priority()))
        .containsExactly("inside 0");
  }

  private static VrrpConfig synced(SortedMap<String, VrrpInstance> instances) {
    return VrrpFixtures.config(instances, true, Duration.ZERO, List.of(), SYNC, Duration.ZERO);
  }

  @Test
  void noSyncDaemonIsLeftBehindForGood() {
    for (int priority : new int[] {200, 50}) {
      VrrpWorld world =
          pair(synced(VrrpFixtures.both(priority, SECOND)), synced(VrrpFixtures.both(100, SECOND)));
      world.pass(Duration.ofSeconds(10));
      Director first = world.director(1);
      first.effects.clear();
      first.happens(new VrrpEvent.Stopped(true, Sorted.set()));
      assertThat(first.effects)
          .contains(new StopSync(SyncDaemon.Role.MASTER), new StopSync(SyncDaemon.Role.BACKUP))
          .noneMatch(StartSync.class::isInstance);
      assertThat(first.held).isEmpty();
    }
  }

  @Test
  void whoHeldTheAddressesAloneIsMasterAtOnce() {
    VrrpWorld world = pair(100, 50);
    Director first = world.director(1);
    first.held.addAll(List.of(VIP, GATEWAY));
    first.effects.clear();
    first.inherit(VrrpFixtures.config(VrrpFixtures.both(100, SECOND)));
    assertThat(first.isMaster()).isTrue();
    assertThat(first.effects).noneMatch(Release.class::isInstance).anyMatch(Hold.class::isInstance);
  }

  @Test
  void aBetterPeerTakesWhatWasInherited() {
    VrrpWorld world = pair(100, 200);
    world.pass(Duration.ofSeconds(10));
    world.director(1).inherit(VrrpFixtures.config(VrrpFixtures.both(100, SECOND)));
    world.pass(Duration.ofSeconds(2));
    assertThat(world.masters()).containsExactly(2);
    assertThat(world.director(1).held).isEmpty();
  }

  @Test
  void oneInterfaceDownIsAFaultOfTheWholeGroup() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    world.director(1).effects.clear();
    var links = new TreeMap<>(VrrpFixtures.links(1, true));
    links.put("eth1", VrrpFixtures.links(1, false).get("eth1"));
    world.director(1).happens(new VrrpEvent.Linked(links));
    assertThat(world.director(1).group.state()).isEqualTo(State.FAULT);
    assertThat(world.director(1).group.reason()).isEqualTo("interface eth1 is down");
    assertThat(world.director(1).held).isEmpty();
    world.pass(SECOND);
    assertThat(world.masters()).containsExactly(2);
    world.director(1).link(true);
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).as("it preempts").containsExactly(1);
  }

  @Test
  void anInterfaceWithoutAnAddressOfItsOwnIsAFault() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    SortedMap<String, VrrpEvent.Link> links = new TreeMap<>(VrrpFixtures.links(1, true));
    links.put("eth0", new VrrpEvent.Link(true, List.of()));
    world.director(1).happens(new VrrpEvent.Linked(links));
    assertThat(world.director(1).group.reason())
        .isEqualTo("outside has no address to advertise from");
    world.pass(SECOND);
    assertThat(world.masters()).containsExactly(2);
  }

  @Test
  void aTakeOverAdvertisesThenTurnsTheSyncDaemonsAroundTheAddresses() {
    VrrpWorld world =
        pair(
            VrrpFixtures.config(
                VrrpFixtures.one(200, SECOND), true, Duration.ZERO, List.of(), SYNC, Duration.ZERO),
            VrrpFixtures.config(VrrpFixtures.one(100, SECOND)));
    world.pass(Duration.ofSeconds(3));
    Director first = world.director(1);
    assertThat(first.effects.getLast())
        .isEqualTo(new StartSync(SYNC.daemon(SyncDaemon.Role.BACKUP)));
    first.effects.clear();
    world.pass(Duration.ofMillis(230));
    assertThat(first.effects)
        .satisfiesExactly(
            one -> assertThat(one).isInstanceOf(Advertise.class),
            one -> assertThat(one).isEqualTo(new StopSync(SyncDaemon.Role.BACKUP)),
            one -> assertThat(one).isInstanceOf(Hold.class),
            one -> assertThat(one).isEqualTo(new StartSync(SYNC.daemon(SyncDaemon.Role.MASTER))),
            one -> assertThat(one).isInstanceOf(Announce.class));
    first.effects.clear();
    first.happens(new VrrpEvent.Stopped(false, Sorted.set()));
    assertThat(first.effects)
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo(new StopSync(SyncDaemon.Role.MASTER)),
            one -> assertThat(one).isInstanceOf(Release.class),
            one -> assertThat(((Advertise) one).priority()).isZero(),
            one -> assertThat(one).isEqualTo(new StartSync(SYNC.daemon(SyncDaemon.Role.BACKUP))));
  }

  @Test
  void addressesAreRenewedLongBeforeTheirLeaseEnds() {
    VrrpWorld world = pair(200, 100);
    for (int i = 0; i < 600; i++) {
      world.pass(Duration.ofMillis(100));
      if (world.director(1).isMaster()) {
        assertThat(world.director(1).holds()).isTrue();
      }
    }
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void withoutPreemptionALivingMasterStays() {
    VrrpWorld world =
        pair(
            VrrpFixtures.noPreempt(VrrpFixtures.one(200, SECOND)),
            VrrpFixtures.noPreempt(VrrpFixtures.one(100, SECOND)));
    world.pass(Duration.ofSeconds(10));
    world.director(1).link(false);
    world.pass(Duration.ofSeconds(10));
    world.director(1).link(true);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.masters()).containsExactly(2);
  }

  @Test
  void preemptionWaitsForItsDelay() {
    VrrpConfig waiting =
        VrrpFixtures.config(
            VrrpFixtures.one(200, SECOND),
            true,
            Duration.ofSeconds(30),
            List.of(),
            null,
            Duration.ZERO);
    VrrpWorld world = pair(waiting, VrrpFixtures.config(VrrpFixtures.one(100, SECOND)));
    world.director(1).link(false);
    world.pass(Duration.ofSeconds(10));
    world.director(1).link(true);
    world.pass(Duration.ofSeconds(29));
    assertThat(world.masters()).containsExactly(2);
    world.pass(Duration.ofSeconds(7));
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void failbackWaitsUntilConnectionsCanHaveCaughtUp() {
    VrrpConfig waiting =
        VrrpFixtures.config(
            VrrpFixtures.one(200, SECOND),
            true,
            Duration.ZERO,
            List.of(),
            SYNC,
            Duration.ofSeconds(60));
    VrrpWorld world = pair(waiting, VrrpFixtures.config(VrrpFixtures.one(100, SECOND)));
    world.director(1).link(false);
    world.pass(Duration.ofSeconds(10));
    world.director(1).link(true);
    world.pass(Duration.ofSeconds(59));
    assertThat(world.masters()).containsExactly(2);
    world.pass(Duration.ofSeconds(7));
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void anOrderHandsOverOnceAndHoldsBackUntilItIsWithdrawn() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    VrrpConfig config = first.group.config();
    first.happens(new VrrpEvent.Configured(VrrpFixtures.ordered(config, false, "order-1")));
    world.pass(SECOND);
    assertThat(world.masters()).containsExactly(2);
    assertThat(first.group.handover()).isEqualTo("order-1");
    world.pass(Duration.ofMinutes(1));
    assertThat(world.masters()).containsExactly(2);
    first.happens(new VrrpEvent.Configured(config));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void anOrderWithNobodyToTakeOverCostsNoMoreThanAnElection() {
    VrrpWorld world = pair(200, 100);
    world.director(2).link(false);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    first.happens(
        new VrrpEvent.Configured(VrrpFixtures.ordered(first.group.config(), false, "order-1")));
    assertThat(world.masters()).isEmpty();
    world.pass(Duration.ofSeconds(4));
    assertThat(world.masters()).containsExactly(1);
  }

  @Test
  void maintenanceLetsGoAndStillServesWhenNobodyElseDoes() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    first.happens(new VrrpEvent.Configured(VrrpFixtures.ordered(first.group.config(), true, null)));
    world.pass(SECOND);
    assertThat(world.masters()).containsExactly(2);
    world.director(2).link(false);
    world.pass(Duration.ofSeconds(5));
    assertThat(world.masters()).containsExactly(1);
    world.director(2).link(true);
    world.pass(Duration.ofSeconds(5));
    assertThat(world.masters()).containsExactly(2);
  }

  @Test
  void trackersChangeThePriorityOrAreAFault() {
    Tracker.Subject half = new Tracker.Subject.NoFile("/run/half");
    Tracker.Subject all = new Tracker.Subject.IpvsProgrammable();
    VrrpConfig tracking =
        VrrpFixtures.config(
            VrrpFixtures.one(110, SECOND),
            true,
            Duration.ZERO,
            List.of(new Tracker(half, -20), new Tracker(all, 0)),
            null,
            Duration.ZERO);
    VrrpWorld world = pair(tracking, VrrpFixtures.config(VrrpFixtures.one(100, SECOND)));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1);
    world.director(1).happens(new VrrpEvent.Tracked(Set.of(half)));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(2);
    world.director(1).happens(new VrrpEvent.Tracked(Set.of()));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1);
    world.director(1).happens(new VrrpEvent.Tracked(Set.of(all)));
    assertThat(world.director(1).group.state()).isEqualTo(State.FAULT);
    assertThat(world.director(1).group.status(false, Duration.ZERO).down())
        .containsExactly("ip_vs");
  }

  @Test
  void aMasterThatStaysAfterASplitAnnouncesAgain() {
    VrrpWorld world = pair(200, 100);
    world.cut[0][1] = world.cut[1][0] = true;
    world.pass(Duration.ofSeconds(30));
    world.director(1).effects.clear();
    world.cut[0][1] = world.cut[1][0] = false;
    world.pass(Duration.ofSeconds(5));
    assertThat(world.masters()).containsExactly(1);
    assertThat(world.director(1).effects.stream().filter(Announce.class::isInstance)).hasSize(3);
  }

  @Test
  void aChangeOfAddressesKeepsTheMaster() {
    VrrpWorld world = pair(200, 100);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    first.effects.clear();
    first.happens(new VrrpEvent.Configured(VrrpFixtures.config(VrrpFixtures.one(200, SECOND))));
    assertThat(first.isMaster()).isTrue();
    assertThat(first.held).containsExactly(VIP);
    assertThat(first.effects)
        .noneMatch(one ->
            one instanceof Advertise ad && ad.priority() == 0 && ad.name().equals("outside"));
    assertThat(first.group.transitions()).hasSize(2);
  }

  @Test
  void strangersAreNamedAndNotHeeded() {
    VrrpWorld world = pair(100, 50);
    world.pass(Duration.ofSeconds(10));
    Director first = world.director(1);
    IpAddress stranger = IpAddress.parse("10.0.0.66");
    ByteBuffer better =
        AdvertisementCodec.write(
            VrrpFixtures.instance("eth0", 51, 250, SECOND, VIP),
            250,
            stranger,
            AdvertisementCodec.GROUP_V4);
    first.happens(new VrrpEvent.Packet("eth0", stranger, AdvertisementCodec.GROUP_V4, 64, better));
    assertThat(first.isMaster()).isTrue();
    assertThat(reasonOf(first)).isEqualTo(Reason.TTL);
    ByteBuffer others =
        AdvertisementCodec.write(
            VrrpFixtures.instance("eth0", 51, 250, SECOND, GATEWAY),
            250,
            stranger,
            AdvertisementCodec.GROUP_V4);
    first.happens(new VrrpEvent.Packet("eth0", stranger, AdvertisementCodec.GROUP_V4, 255, others));
    assertThat(reasonOf(first)).isEqualTo(Reason.ADDRESSES);
    ByteBuffer old =
        AdvertisementCodec.write(
            VrrpFixtures.instance(2, "eth0", 51, 250, SECOND, null, VIP),
            250,
            stranger,
            AdvertisementCodec.GROUP_V4);
    first.happens(new VrrpEvent.Packet("eth0", stranger, AdvertisementCodec.GROUP_V4, 255, old));
    assertThat(reasonOf(first)).isEqualTo(Reason.VERSION_MISMATCH);
    assertThat(first.isMaster()).isTrue();
  }

  @Test
  void aWrongPasswordMakesTwoMastersThatNameEachOther() {
    VrrpWorld world =
        pair(
            VrrpFixtures.config(withPassword("one")), VrrpFixtures.config(withPassword("another")));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1, 2);
    assertThat(reasonOf(world.director(1))).isEqualTo(Reason.AUTHENTICATION);
  }

  private static SortedMap<String, VrrpInstance> withPassword(String password) {
    return io.lvsfleet.model.Sorted.map(
        Map.of("outside", VrrpFixtures.instance(2, "eth0", 51, 100, SECOND, password, VIP)));
  }

  private static Reason reasonOf(Director director) {
    var status =
        Objects.requireNonNull(
            director.group.status(false, Duration.ZERO).instances().get("outside"));
    return Objects.requireNonNull(status.lastDiscard()).reason();
  }
}
