package io.lvsfleet.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.vrrp.VrrpWorld.Director;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Three directors on a network that loses, delays and parts, and that can freeze and restart. Then
/// it is calm, and the protocol's bounds hold at every moment.
///
/// Run more with `-Dvrrp.count=10000`, one of them with `-Dvrrp.seed=4711`, longer ones with
/// `-Dvrrp.hours=30`.
class ThreeDirectorsTest {

  private static final int COUNT = Integer.getInteger("vrrp.count", 200);
  private static final long FIRST_SEED = Long.getLong("vrrp.seed", 20_261_121);
  private static final int HOURS = Integer.getInteger("vrrp.hours", 1);
  private static final Duration LONGEST_WAY = Duration.ofMillis(21);

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Test
  void afterTheLastEventThereIsSoonOneMasterAndStaysTheOnlyOne() {
    int count = System.getProperty("vrrp.seed") == null ? COUNT : 1;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
      RandomGenerator random = random(seed);
      Duration interval = Duration.ofMillis(random.nextBoolean() ? 1_000 : 200);
      boolean preempt = random.nextBoolean();
      VrrpWorld world =
          new VrrpWorld(
              random,
              List.of(
                  config(50 + random.nextInt(100), interval, preempt),
                  config(100, interval, preempt),
                  config(100, interval, preempt)));
      storm(world, random, interval);
      calm(world, interval, seed);
    }
  }

  private static VrrpConfig config(int priority, Duration interval, boolean preempt) {
    return preempt
        ? VrrpFixtures.config(VrrpFixtures.both(priority, interval))
        : VrrpFixtures.noPreempt(VrrpFixtures.both(priority, interval));
  }

  private static void storm(VrrpWorld world, RandomGenerator random, Duration interval) {
    world.loss = random.nextDouble() * 0.5;
    world.jitter = Duration.ofMillis(20);
    for (int i = 0; i < 40; i++) {
      Director one = world.directors.get(random.nextInt(3));
      switch (random.nextInt(7)) {
        case 0 -> cut(world, random.nextInt(3), random.nextInt(3), true);
        case 1, 2 -> cut(world, random.nextInt(3), random.nextInt(3), false);
        case 3 -> one.link(!one.up);
        case 4 -> one.freeze(Duration.ofMillis(random.nextLong(8_000)), random.nextBoolean());
        case 5 -> one.restart(one.group.config());
        default -> {}
      }
      world.pass(interval.multipliedBy(random.nextInt(60)).dividedBy(10));
    }
    while (world.directors.stream().anyMatch(director -> director.stoppedUntil != null)) {
      world.next(Instant.MAX);
    }
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        world.cut[i][j] = false;
      }
    }
    world.directors.forEach(director -> director.link(true));
    world.loss = 0;
  }

  private static void cut(VrrpWorld world, int a, int b, boolean is) {
    world.cut[a][b] = is;
    world.cut[b][a] = is;
  }

  private static void calm(VrrpWorld world, Duration interval, long seed) {
    Instant last = world.now;
    Duration skew = interval; // (256 - priority) / 256 of it
    Instant end = last.plus(interval.multipliedBy(40));
    Instant oneBy = last.plus(interval.multipliedBy(3)).plus(skew).plus(LONGEST_WAY);
    Instant two = null;
    while (world.next(end)) {
      int masters = world.masters().size();
      if (!world.now.isBefore(oneBy)) {
        assertThat(masters).as("seed %d at %s: a master", seed, world.now).isPositive();
      }
      if (masters > 1) {
        two = two == null ? world.now : two;
        assertThat(Duration.between(two, world.now))
            .as("seed %d at %s: two masters", seed, world.now)
            .isLessThanOrEqualTo(interval.plus(LONGEST_WAY));
      } else {
        two = null;
      }
    }
    assertThat(world.masters()).as("seed %d", seed).hasSize(1);
    assertThat(world.directors.stream().filter(Director::holds)).as("seed %d", seed).hasSize(1);
  }

  /// With 100 ms, ways of up to 80 ms, one packet of ten thousand lost, a backup that sleeps for
  /// seconds and a master that pauses for up to 80 ms: one advertisement that is lost after a pause
  /// leaves just enough time for the next.
  @Test
  void hoursPassWithoutAFalseTakeOver() {
    Duration interval = Duration.ofMillis(100);
    RandomGenerator random = random(FIRST_SEED);
    VrrpWorld world =
        new VrrpWorld(
            random,
            List.of(
                VrrpFixtures.config(VrrpFixtures.one(200, interval)),
                VrrpFixtures.config(VrrpFixtures.one(100, interval))));
    world.pass(Duration.ofSeconds(1));
    assertThat(world.masters()).containsExactly(1);
    world.jitter = Duration.ofMillis(79);
    world.loss = 0.0001;
    Instant end = world.now.plus(Duration.ofHours(HOURS));
    while (world.now.isBefore(end)) {
      world.pass(Duration.ofMillis(2_000 + random.nextInt(8_000)));
      if (random.nextInt(4) == 0) {
        world.director(2).freeze(Duration.ofMillis(random.nextLong(5_000)), random.nextBoolean());
      } else if (random.nextInt(4) == 0) {
        world.director(1).freeze(Duration.ofMillis(random.nextLong(80)), false);
      }
      assertThat(world.director(2).takeovers).as("seed %d at %s", FIRST_SEED, world.now).isZero();
    }
    assertThat(world.director(1).takeovers).isEqualTo(1);
    assertThat(world.masters()).containsExactly(1);
  }
}
