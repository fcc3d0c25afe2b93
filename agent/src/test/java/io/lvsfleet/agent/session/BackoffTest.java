package io.lvsfleet.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

  /// A source whose every draw is in the middle: no jitter.
  private static final RandomGenerator MIDDLE =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MIN_VALUE;
        }

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  private static List<Long> millis(Backoff backoff, int count) {
    return Stream.generate(backoff::next).limit(count).map(Duration::toMillis).toList();
  }

  @Test
  void theFirstTriesAreQuickThenTheWaitDoublesUpToAMinute() {
    Backoff backoff = new Backoff(MIDDLE);
    assertThat(millis(backoff, 10))
        .containsExactly(
            200L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
    backoff.reset();
    assertThat(millis(backoff, 1)).containsExactly(200L);
  }

  @Test
  void jitterSpreadsTheWaitsButNeverBeyondAMinute() {
    for (long seed = 0; seed < 100; seed++) {
      List<Long> waits = millis(new Backoff(new Random(seed)), 100);
      assertThat(waits).as("seed %d", seed).allMatch(wait -> wait >= 140 && wait <= 60_000);
      assertThat(waits.get(2)).as("seed %d", seed).isBetween(700L, 1_300L);
    }
  }

  @Test
  void targetsAreReadAndWritten() {
    assertThat(Target.parse("cp.example:9443")).isEqualTo(new Target("cp.example", 9443));
    assertThat(Target.parse("[fd00::1]:9443")).isEqualTo(new Target("fd00::1", 9443));
    assertThat(Target.parse("[fd00::1]:9443")).hasToString("[fd00::1]:9443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", "host:0", "host:65536", "fd00::1:80", ":80", "a:b"})
  void whatIsNoTargetIsRefusedByName(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is not HOST:PORT");
  }
}
