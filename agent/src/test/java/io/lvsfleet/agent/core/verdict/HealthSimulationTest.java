package io.lvsfleet.agent.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Run one seed with `-Dhealth.seed=4711`.
class HealthSimulationTest {

  private static final int LINES = 60;

  @Test
  void verdictsKeepTheirInvariantsWhateverHappens() {
    Long seed = Long.getLong("health.seed");
    if (seed != null) {
      run(seed);
      return;
    }
    run(1, 250);
  }

  @Test
  @Tag("soak")
  void verdictsKeepTheirInvariantsForLong() {
    run(251, 200_000);
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    assertThat(run(1)).isEqualTo(run(1)).hasSizeGreaterThan(60);
  }

  private static void run(long first, long last) {
    for (long seed = first; seed <= last; seed++) {
      run(seed);
    }
  }

  private static List<String> run(long seed) {
    HealthSimulation simulation = new HealthSimulation(seed);
    try {
      return simulation.run();
    } catch (RuntimeException | AssertionError failure) {
      List<String> story = simulation.story;
      throw new AssertionError(
          "run it again with -Dhealth.seed=%d: %s%n%s"
              .formatted(
                  seed,
                  failure,
                  String.join(
                      "\n", story.subList(Math.max(0, story.size() - LINES), story.size()))),
          failure);
    }
  }
}
