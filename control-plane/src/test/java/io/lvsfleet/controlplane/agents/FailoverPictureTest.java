package io.lvsfleet.controlplane.agents;

import static io.lvsfleet.controlplane.agents.FailoverSaid.NOW;
import static io.lvsfleet.controlplane.agents.FailoverSaid.backup;
import static io.lvsfleet.controlplane.agents.FailoverSaid.discard;
import static io.lvsfleet.controlplane.agents.FailoverSaid.master;
import static io.lvsfleet.controlplane.agents.FailoverSaid.status;
import static io.lvsfleet.controlplane.agents.FailoverSaid.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.VrrpStatus.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverPictureTest {

  private static final List<NodeId> PAIR = List.of(new NodeId("a"), new NodeId("b"));

  private static List<String> problems(AgentView... views) {
    return FailoverPicture.of(PAIR, FailoverSaid.agents(views)).problems(NOW).stream()
        .map(problem -> problem.kind() + " " + problem.detail())
        .toList();
  }

  @Test
  void aMasterAndABackupAreAsTheyShouldBe() {
    assertThat(problems(view("a", true, master()), view("b", true, backup()))).isEmpty();
  }

  @Test
  void nothingIsKnownOfDirectorsThatNeverSpoke() {
    assertThat(problems())
        .containsExactly(
            "BACKUP_GONE a: says nothing of its part in VRRP",
            "BACKUP_GONE b: says nothing of its part in VRRP");
  }

  @Test
  void twoMastersAreASplitBrain() {
    assertThat(problems(view("a", true, master()), view("b", true, master())))
        .containsExactly("SPLIT_BRAIN two masters: a, b");
  }

  @Test
  void aMasterThatIsAwayIsNotKnownToBeOne() {
    assertThat(problems(view("a", false, master()), view("b", true, master())))
        .containsExactly("BACKUP_GONE a: agent is away; it was MASTER");
  }

  @Test
  void aMasterThatIsHeardIsThereEvenIfItsAgentIsAway() {
    assertThat(problems(view("a", false, master()), view("b", true, backup())))
        .containsExactly("BACKUP_GONE a: agent is away; it was MASTER");
  }

  @Test
  void nobodyIsMaster() {
    assertThat(
            problems(
                view("a", true, status(State.FAULT, null, null)),
                view("b", true, status(State.BACKUP, null, null))))
        .containsExactly("NO_MASTER no director is master", "BACKUP_GONE a: FAULT: because");
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION_MISMATCH,VERSION_MISMATCH",
    "AUTHENTICATION,PEER_MISCONFIGURED",
    "INTERVAL,PEER_MISCONFIGURED",
    "ADDRESSES,FOREIGN_ROUTER",
    "UNKNOWN_PEER,FOREIGN_ROUTER"
  })
  void whoDisturbsIsNamed(Reason reason, FailoverPicture.Kind kind) {
    assertThat(
            problems(
                view("a", true, status(State.MASTER, null, discard(reason, NOW))),
                view("b", true, backup())))
        .containsExactly(kind + " a: 10.0.0.9: " + reason + ": 7 addresses");
  }

  @Test
  void whatWasNotHeededLongAgoIsNoProblemAnyMore() {
    assertThat(
            problems(
                view(
                    "a",
                    true,
                    status(
                        State.MASTER,
                        null,
                        discard(Reason.ADDRESSES, NOW.minus(Duration.ofMinutes(2))))),
                view("b", true, backup())))
        .isEmpty();
  }
}
