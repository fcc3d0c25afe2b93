package io.lvsfleet.controlplane.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.sim.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Both programs' cores together, in a storm. Run one seed with `-Dsim.seed=4711`, more of them
/// with `-Dsim.count=100000`.
class FleetSimulationTest {

  private static final int COUNT = Integer.getInteger("sim.count", 500);
  private static final long FIRST = Long.getLong("sim.seed", 1);

  /// Of the story, to be shown when it ends badly.
  private static final int LINES = 60;

  @Test
  void everythingComesToRestWhereTheDocumentsSay() {
    int count = System.getProperty("sim.seed") == null ? COUNT : 1;
    for (long seed = FIRST; seed < FIRST + count; seed++) {
      run(seed);
    }
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    assertThat(run(FIRST)).isEqualTo(run(FIRST)).hasSizeGreaterThan(100);
  }

  private static List<String> run(long seed) {
    Simulation simulation = new Simulation(seed, new DecidedTruth());
    try {
      return simulation.run();
    } catch (RuntimeException | AssertionError failure) {
      List<String> story = simulation.story();
      throw new AssertionError(
          "run it again with -Dsim.seed=%d: %s%n%s"
              .formatted(
                  seed,
                  failure,
                  String.join(
                      "\n", story.subList(Math.max(0, story.size() - LINES), story.size()))),
          failure);
    }
  }
}
