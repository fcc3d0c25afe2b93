package io.lvsfleet.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final ClusterId WEB = new ClusterId("web");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final TestFleet fleet = new TestFleet();

  private static Stamp stamp(long revision) {
    return new Stamp("now", revision, Sorted.map());
  }

  private Verdict judge(long revision, long newest) {
    return Rollout.of(
            "now",
            WEB,
            new Revision(revision),
            new Revision(newest),
            new TreeMap<>(Map.of(A, 5L, B, 7L)))
        .judge(fleet.agents());
  }

  private Verdict judge(long revision, long newest, Verdict.Outcome recorded) {
    return new Rollout(
            "now",
            WEB,
            new Revision(revision),
            new Revision(newest),
            new TreeMap<>(Map.of(A, 5L, B, 7L)),
            recorded)
        .judge(fleet.agents());
  }

  private AgentProgress.State state(Verdict verdict, NodeId node) {
    return verdict.agents().stream()
        .filter(p -> p.node().equals(node))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void appliedWhenEveryAgentHasItsStateOrANewerOne() {
    fleet.applied(A, stamp(5));
    fleet.applied(B, stamp(9));

    assertThat(judge(1, 1).outcome()).isEqualTo(Verdict.Outcome.APPLIED);
    assertThat(judge(1, 2).outcome())
        .as("state 9 may be one that never was revision 1")
        .isEqualTo(Verdict.Outcome.SUPERSEDED);
    assertThat(judge(1, 2, Verdict.Outcome.APPLIED).outcome())
        .as("it was seen before")
        .isEqualTo(Verdict.Outcome.APPLIED);
  }

  @Test
  void aStateThatAnotherClusterMadeContainsTheRevision() {
    fleet.applied(A, stamp(5));
    fleet.applied(B, new Stamp("now", 9, new TreeMap<>(Map.of(WEB, new Revision(1)))));
    assertThat(judge(1, 2).outcome()).isEqualTo(Verdict.Outcome.APPLIED);

    fleet.applied(B, new Stamp("now", 9, new TreeMap<>(Map.of(WEB, new Revision(2)))));
    assertThat(judge(1, 2).outcome()).isEqualTo(Verdict.Outcome.SUPERSEDED);
  }

  @Test
  void aRefusedRevisionIsNotAppliedBecauseANewerOneIs() {
    fleet.applied(A, stamp(5));
    fleet.applied(B, stamp(7));

    assertThat(judge(1, 2, Verdict.Outcome.REJECTED).outcome()).isEqualTo(Verdict.Outcome.REJECTED);
    assertThat(judge(1, 1, Verdict.Outcome.REJECTED).outcome())
        .as("what stood in the way is gone")
        .isEqualTo(Verdict.Outcome.APPLIED);
  }

  @Test
  void whoIsHeldWaitsForItsTurn() {
    fleet.applied(A, stamp(5));
    fleet.applied(B, stamp(7));

    Verdict verdict =
        Rollout.of(
                "now",
                WEB,
                new Revision(1),
                new Revision(1),
                new TreeMap<>(Map.of(A, 5L, B, Rollout.HELD)))
            .judge(fleet.agents());

    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PENDING);
    assertThat(state(verdict, B)).isEqualTo(AgentProgress.State.HELD);
  }

  @Test
  void aRevisionOfNobodyIsApplied() {
    assertThat(
            Rollout.of("now", WEB, new Revision(1), new Revision(1), Sorted.map())
                .judge(Map.of())
                .outcome())
        .isEqualTo(Verdict.Outcome.APPLIED);
  }

  @Test
  void anotherIncarnationsStateDoesNotCount() {
    fleet.applied(A, new Stamp("before the restore", 99, Sorted.map()));
    fleet.applied(B, stamp(7));

    Verdict verdict = judge(1, 1);

    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PENDING);
    assertThat(state(verdict, A)).isEqualTo(AgentProgress.State.PENDING);
  }

  @Test
  void anAgentThatIsAwayIsNamed() {
    fleet.applied(B, stamp(7));
    assertThat(state(judge(1, 1), A)).isEqualTo(AgentProgress.State.OFFLINE);

    fleet.away(A, stamp(4));
    Verdict verdict = judge(1, 1);

    assertThat(state(verdict, A)).isEqualTo(AgentProgress.State.OFFLINE);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PENDING);
  }

  @Test
  void anAgentThatLeftAfterApplyingHasApplied() {
    fleet.away(A, stamp(5));
    fleet.applied(B, stamp(7));

    assertThat(judge(1, 1).outcome()).isEqualTo(Verdict.Outcome.APPLIED);
  }

  @Test
  void oneRejectionIsFinalWhateverTheOthersDo() {
    fleet.rejected(A, stamp(5), "no such scheduler");

    Verdict verdict = judge(1, 1);

    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
    assertThat(verdict.agents().getFirst().detail())
        .isEqualTo("virtualServices/http: ENOENT: no such scheduler");
  }

  @Test
  void anOldRejectionSaysNothing() {
    fleet.rejected(A, stamp(4), "no such scheduler");
    fleet.applied(B, stamp(7));

    assertThat(judge(1, 1).outcome()).isEqualTo(Verdict.Outcome.PENDING);
  }

  /// A node of two clusters: the other one's change made state 6 of it.
  @Test
  void theRejectionOfANewerStateIsFinalBecauseItContainsTheWantedOne() {
    fleet.rejected(A, stamp(6), "no such scheduler");
    fleet.applied(B, stamp(7));

    assertThat(judge(1, 1).outcome()).isEqualTo(Verdict.Outcome.REJECTED);
    assertThat(judge(1, 2).outcome()).isEqualTo(Verdict.Outcome.SUPERSEDED);
  }

  @Test
  void aNewerRevisionTakesItsPlace() {
    fleet.applied(A, stamp(5));
    fleet.applied(B, stamp(6));

    Verdict verdict = judge(1, 2);

    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.SUPERSEDED);
    assertThat(state(verdict, A)).isEqualTo(AgentProgress.State.APPLIED);
  }

  @Test
  void agentsThatAreAwayCanBeLeftOutOrNotBeWaitedFor() {
    fleet.applied(A, stamp(5));
    fleet.away(B, stamp(6));

    Verdict verdict = judge(1, 1);
    assertThat(verdict.waitsForOffline()).isTrue();
    assertThat(verdict.withoutOffline().outcome()).isEqualTo(Verdict.Outcome.APPLIED);
    assertThat(verdict.withoutOffline().agents()).as("still told of").hasSize(2);

    fleet.rejected(A, stamp(5), "no");
    assertThat(judge(1, 1).waitsForOffline()).as("the verdict is made").isFalse();
    fleet.away(A, stamp(4));
    assertThat(judge(1, 1).withoutOffline().outcome())
        .as("nobody is left who could say anything")
        .isEqualTo(Verdict.Outcome.PENDING);
  }

  @Test
  void progressIsToldInNumbers() {
    fleet.applied(A, stamp(4));
    fleet.rejected(B, stamp(7), "no");

    assertThat(judge(1, 1).agents())
        .extracting(AgentProgress::desired, AgentProgress::received, AgentProgress::applied)
        .containsExactly(tuple(5L, 4L, 4L), tuple(7L, 7L, 0L));
  }
}
