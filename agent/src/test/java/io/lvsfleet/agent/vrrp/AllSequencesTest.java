package io.lvsfleet.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.vrrp.VrrpWorld.Director;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Every sequence of what can happen to a pair, not a sample: after each the pair is left alone,
/// and has one master by the protocol's bound. Deeper with `-Dvrrp.depth=6`.
class AllSequencesTest {

  private static final int DEPTH = Integer.getInteger("vrrp.depth", 5);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// Three intervals, the longest skew and the way of a packet.
  private static final Duration BOUND = Duration.ofMillis(4_010);

  private static final VrrpConfig FIRST = VrrpFixtures.config(VrrpFixtures.one(200, INTERVAL));
  private static final VrrpConfig SECOND = VrrpFixtures.config(VrrpFixtures.one(100, INTERVAL));

  private enum Happening {
    /// The next timer or packet.
    GOES_ON,
    PACKET_LOST,
    FIRST_DOWN_OR_UP,
    SECOND_DOWN_OR_UP,
    FIRST_FREEZES,
    SECOND_FREEZES,
    FIRST_RESTARTS
  }

  @Test
  void everySequenceEndsWithOneMaster() {
    assertThat(follow(new ArrayList<>())).isGreaterThan(1_000);
  }

  /// What changes nothing makes no new sequence: the shorter one is looked at too.
  ///
  /// @return how many sequences that was
  private static long follow(List<Happening> sequence) {
    VrrpWorld world = new VrrpWorld(RandomGenerator.getDefault(), List.of(FIRST, SECOND));
    boolean happened = true;
    for (Happening one : sequence) {
      happened = happen(world, one);
    }
    if (!happened) {
      return 0;
    }
    check(world, sequence);
    long sequences = 1;
    if (sequence.size() < DEPTH) {
      for (Happening next : Happening.values()) {
        sequence.add(next);
        sequences += follow(sequence);
        sequence.removeLast();
      }
    }
    return sequences;
  }

  /// @return whether there was something to happen
  private static boolean happen(VrrpWorld world, Happening what) {
    Director first = world.director(1);
    Director second = world.director(2);
    return switch (what) {
      case GOES_ON -> world.next(Instant.MAX);
      case PACKET_LOST -> world.loseOne();
      case FIRST_DOWN_OR_UP -> {
        first.link(!first.up);
        yield true;
      }
      case SECOND_DOWN_OR_UP -> {
        second.link(!second.up);
        yield true;
      }
      case FIRST_FREEZES -> first.freeze(Duration.ofSeconds(7), true);
      case SECOND_FREEZES -> second.freeze(Duration.ofSeconds(7), false);
      case FIRST_RESTARTS -> {
        first.restart(FIRST);
        yield true;
      }
    };
  }

  private static void check(VrrpWorld world, List<Happening> sequence) {
    while (world.directors.stream().anyMatch(director -> director.stoppedUntil != null)) {
      world.next(Instant.MAX);
    }
    world.pass(BOUND);
    List<Integer> able =
        world.directors.stream().filter(one -> one.up).map(one -> one.number).toList();
    if (able.isEmpty()) {
      assertThat(world.masters()).as("after %s", sequence).isEmpty();
      return;
    }
    assertThat(world.masters()).as("after %s", sequence).hasSize(1);
    // The better one may have to preempt.
    world.pass(BOUND);
    assertThat(world.masters()).as("after %s", sequence).containsExactly(able.getFirst());
    assertThat(world.directors.stream().filter(Director::holds).map(one -> one.number))
        .as("after %s", sequence)
        .containsExactly(able.getFirst());
  }
}
