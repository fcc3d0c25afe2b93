package io.lvsfleet.agent.core.health;

import static io.lvsfleet.agent.core.TestStates.CHECK;
import static io.lvsfleet.agent.core.TestStates.LOCAL_CHECK;
import static io.lvsfleet.agent.core.TestStates.NOON;
import static io.lvsfleet.agent.core.TestStates.OWN_CHECK;
import static io.lvsfleet.agent.core.TestStates.answer;
import static io.lvsfleet.agent.core.TestStates.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMachineTest {

  /// `fall` is 2, `rise` is 3. Results above, verdicts below: unknown, up, down.
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          +         > U
          -         > ?
          --        > ?D
          -+        > ?U
          +-+-+     > UUUUU
          +--       > UUD
          --+       > ?DD
          --++      > ?DDD
          --+++     > ?DDDU
          --++-+++  > ?DDDDDDU
          --------- > ?DDDDDDDD
          """)
  void timeline(String results, String verdicts) {
    CheckState state = CheckMachine.start(OWN_CHECK, CHECK, null, NOON);
    StringBuilder seen = new StringBuilder();
    for (char result : results.strip().toCharArray()) {
      state = CheckMachine.finish(state, answer(result == '+'), NOON);
      CheckVerdict verdict = state.verdict();
      seen.append(verdict == null ? '?' : verdict.state().name().charAt(0));
    }
    assertThat(seen).hasToString(verdicts.strip());
  }

  @Test
  void aVerdictTellsSinceWhenAndWhy() {
    CheckState state = CheckMachine.start(OWN_CHECK, CHECK, null, NOON);
    state = CheckMachine.finish(state, answer(false, "first"), NOON.plusSeconds(1));
    state = CheckMachine.finish(state, answer(false, "second"), NOON.plusSeconds(7));
    state = CheckMachine.finish(state, answer(false, "third"), NOON.plusSeconds(13));
    assertThat(state.verdict())
        .isEqualTo(
            CheckVerdict.of(
                CheckVerdict.State.DOWN, NOON.plusSeconds(7), answer(false, "second").evidence()));
  }

  @Test
  void aProbeThatCouldNotAskCountsForNothing() {
    CheckState state = CheckMachine.start(OWN_CHECK, CHECK, null, NOON);
    state = CheckMachine.finish(state, answer(true), NOON);
    state = CheckMachine.finish(state, answer(false), NOON);
    ProbeOutcome local =
        ProbeOutcome.of(ProbeOutcome.Result.LOCAL, answer(false, "EMFILE").evidence());
    CheckState after = CheckMachine.finish(state, local, NOON);

    assertThat(after).isEqualTo(state);
    assertThat(CheckMachine.finish(CheckMachine.begin(after, NOON), local, NOON).running())
        .isFalse();
  }

  @Test
  void startsKeepOneIntervalAndMissedOnesAreNotMadeUpFor() {
    CheckState state = CheckMachine.start(OWN_CHECK, CHECK, null, NOON);
    CheckState onTime = CheckMachine.begin(state, state.due());
    CheckState late = CheckMachine.begin(state, state.due().plusSeconds(60));

    assertThat(onTime.due()).isEqualTo(state.due().plus(CHECK.interval()));
    assertThat(late.due()).isEqualTo(state.due().plusSeconds(60).plus(CHECK.interval()));
    assertThat(onTime.running()).isTrue();
    assertThat(CheckMachine.finish(onTime, answer(true), NOON).running()).isFalse();
  }

  @Test
  void firstStartsAreSpreadOverTheIntervalTheSameWayEveryTime() {
    CheckState one = CheckMachine.start(OWN_CHECK, CHECK, null, NOON);
    CheckState other = CheckMachine.start(LOCAL_CHECK, CHECK, null, NOON);

    assertThat(one.due()).isBetween(NOON, NOON.plus(CHECK.interval()));
    assertThat(other.due()).isBetween(NOON, NOON.plus(CHECK.interval())).isNotEqualTo(one.due());
    assertThat(CheckMachine.start(OWN_CHECK, CHECK, null, NOON)).isEqualTo(one);
  }

  @Test
  void anUnchangedCheckGoesOnWhenTheDocumentChanges() {
    CheckState down =
        new CheckState(CHECK, verdict(CheckVerdict.State.DOWN), 1, NOON.plusSeconds(3), true, null);
    var adopted =
        CheckMachine.adopt(
            Sorted.map(Map.of(OWN_CHECK, down)),
            Sorted.map(Map.of(OWN_CHECK, CHECK, LOCAL_CHECK, CHECK)),
            NOON);
    assertThat(adopted).containsEntry(OWN_CHECK, down).containsKey(LOCAL_CHECK);
  }

  @Test
  void anotherPaceKeepsTheVerdictAndAnotherTargetDoesNot() {
    CheckState up = new CheckState(CHECK, verdict(CheckVerdict.State.UP), 0, NOON, false, null);
    CheckSpec slower = spec("10.0.0.21", Duration.ofSeconds(30));
    CheckSpec elsewhere = spec("10.0.0.22", CHECK.interval());

    assertThat(adopt(up, slower).verdict()).isEqualTo(up.verdict());
    assertThat(adopt(up, elsewhere).verdict()).isNull();
  }

  @Test
  void anEditedCheckIsDownUntilItSucceededOftenEnough() {
    CheckState down = new CheckState(CHECK, verdict(CheckVerdict.State.DOWN), 2, NOON, false, null);
    CheckState edited = adopt(down, spec("10.0.0.22", CHECK.interval()));
    assertThat(edited.verdict()).isEqualTo(down.verdict());

    CheckState once = CheckMachine.finish(edited, answer(true), NOON);
    CheckState twice = CheckMachine.finish(once, answer(true), NOON);
    assertThat(twice.verdict()).isEqualTo(down.verdict());
    assertThat(CheckMachine.finish(twice, answer(true), NOON).verdict())
        .extracting(CheckVerdict::state)
        .isEqualTo(CheckVerdict.State.UP);
  }

  private static CheckState adopt(CheckState before, CheckSpec spec) {
    return CheckMachine.adopt(
            Sorted.map(Map.of(OWN_CHECK, before)), Sorted.map(Map.of(OWN_CHECK, spec)), NOON)
        .sequencedValues()
        .getFirst();
  }

  private static CheckSpec spec(String address, Duration interval) {
    return CheckSpec.tcp(
        IpAddress.parse(address), 80, interval, CHECK.timeout(), CHECK.fall(), CHECK.rise());
  }
}
