package io.lvsfleet.agent.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.TestStates;
import io.lvsfleet.agent.core.verdict.DrainMemory;
import io.lvsfleet.agent.core.verdict.ServerMemory;
import io.lvsfleet.agent.core.verdict.ServiceMemory;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {

  private static final Memory MEMORY =
      new Memory(
          TestStates.desired(
              3,
              TestStates.director(
                  DirectorRole.MASTER,
                  TestStates.service(OnFailure.QUIESCE, TestStates.server(TestStates.GATE)))),
          Sorted.map(
              Map.of(
                  TestStates.WEB1,
                  TestStates.witness(false, TestStates.notReady(), CheckVerdict.State.DOWN))),
          Sorted.map(Map.of(TestStates.OWN_CHECK, TestStates.verdict(CheckVerdict.State.UP))),
          List.of(
              new Hold(
                  new Hold.WeightHold("http", "web1", new Weight(7)),
                  "root",
                  TestStates.NOON,
                  TestStates.NOON.plusSeconds(7200)),
              new Hold(new Hold.Freeze(), "root", TestStates.NOON, null)),
          true,
          TestStates.desired(4, NodeState.empty(TestStates.LVS1)),
          Sorted.map(Map.of("http", remembered())));

  private static ServiceMemory remembered() {
    Instant then = TestStates.NOON;
    DrainMemory drain = new DrainMemory("drain-1", then, 9L, 3L, 1L, then.plusSeconds(4), false);
    ServerMemory fresh =
        new ServerMemory(
            ServerState.WAITING, then, false, false, null, null, null, List.of(), null);
    ServerMemory draining =
        new ServerMemory(
            ServerState.DRAINING,
            then,
            true,
            true,
            then.minusSeconds(3),
            then.minusSeconds(2),
            then.minusSeconds(1),
            List.of(then.minusSeconds(9), then.minusSeconds(5)),
            drain);
    return new ServiceMemory(
        false,
        then,
        then.plusSeconds(1),
        then.plusSeconds(2),
        fresh,
        Sorted.map(Map.of("web1", draining, "web2", fresh)));
  }

  @TempDir private Path directory;

  @Test
  void noFileIsNoState() throws Exception {
    assertThat(new StateFile(directory).read()).isEmpty();
    assertThat(new LedgerFile(directory).read()).isEmpty();
  }

  @Test
  void theStateComesBackAsItWas() throws Exception {
    new StateFile(directory).write(Memory.NONE);
    new StateFile(directory).write(MEMORY);
    assertThat(new StateFile(directory).read()).contains(MEMORY);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("state"));
    }
  }

  /// Else penalties and delays would end too early or last for ever after the clock was set.
  @Test
  void allTimesOfOurOwnMoveWithTheClock() {
    Duration hour = Duration.ofHours(1);
    Instant then = TestStates.NOON;
    Memory later = MEMORY.later(hour);
    assertThat(later.later(hour.negated())).isEqualTo(MEMORY);

    ServiceMemory service = requireNonNull(later.services().get("http"));
    assertThat(service.quorumSince()).isEqualTo(then.plus(hour));
    assertThat(service.sorrySince()).isEqualTo(then.plusSeconds(1).plus(hour));
    assertThat(service.panicSince()).isEqualTo(then.plusSeconds(2).plus(hour));
    ServerMemory server = requireNonNull(service.servers().get("web1"));
    assertThat(server.failingSince()).isEqualTo(then.minusSeconds(3).plus(hour));
    assertThat(server.recoveredAt()).isEqualTo(then.minusSeconds(2).plus(hour));
    assertThat(server.slowSince()).isEqualTo(then.minusSeconds(1).plus(hour));
    assertThat(server.falls())
        .containsExactly(then.minusSeconds(9).plus(hour), then.minusSeconds(5).plus(hour));
    assertThat(server.drain()).extracting(DrainMemory::began).isEqualTo(then.plus(hour));
    assertThat(requireNonNull(later.verdicts().get(TestStates.OWN_CHECK)).since())
        .isEqualTo(requireNonNull(MEMORY.verdicts().get(TestStates.OWN_CHECK)).since().plus(hour));
    WitnessReport silent =
        new WitnessReport(
            TestStates.WEB1, false, then, then.plusSeconds(1), "", Sorted.map(), Sorted.map());
    WitnessReport moved =
        requireNonNull(
            Memory.of(null, Sorted.map(Map.of(TestStates.WEB1, silent)), Sorted.map())
                .later(hour)
                .witnesses()
                .get(TestStates.WEB1));
    assertThat(moved.silentSince()).isEqualTo(then.plus(hour));
    assertThat(moved.heardUntil()).isEqualTo(then.plusSeconds(1).plus(hour));
  }

  @Test
  void everyLedgerComesBackAsItWas() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      Ledger ledger = ledger(new ModelGen(seed));
      new LedgerFile(directory).write(ledger);
      assertThat(new LedgerFile(directory).read()).as("seed %d", seed).contains(ledger);
    }
  }

  @Test
  void aLedgerThatIsOnDiskIsNotWrittenAgain() throws Exception {
    LedgerFile file = new LedgerFile(directory);
    Ledger ledger = ledger(new ModelGen(1));
    file.write(ledger);
    Files.delete(directory.resolve("ledger"));
    file.write(ledger);
    assertThat(directory.resolve("ledger")).doesNotExist();
  }

  @Test
  void everyDamageIsNoticed() throws Exception {
    new StateFile(directory).write(MEMORY);
    Path path = directory.resolve("state");
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x10;
      Files.write(path, flipped);
      assertDamaged("byte " + i);
    }
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(path, java.util.Arrays.copyOf(whole, length));
      assertDamaged("length " + length);
    }
  }

  @Test
  void aFileOfAnotherFormatIsNamedAsSuch() throws Exception {
    new StateFile(directory).write(MEMORY);
    Path path = directory.resolve("state");
    byte[] newer = Files.readAllBytes(path);
    newer[11] = 2;
    Files.write(path, newer);
    assertThatThrownBy(() -> new StateFile(directory).read())
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("its format is 2, this version reads 1");
  }

  @Test
  void aWriteThatFailsLeavesTheOldContent() throws Exception {
    new StateFile(directory).write(MEMORY);
    Files.createDirectories(directory.resolve("state.new")); // in the way of the temporary file
    assertThatThrownBy(() -> new StateFile(directory).write(Memory.NONE))
        .isInstanceOf(IOException.class);
    assertThat(new StateFile(directory).read()).contains(MEMORY);
  }

  private void assertDamaged(String how) {
    assertThatThrownBy(() -> new StateFile(directory).read())
        .as(how)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("state is damaged and is ignored");
  }

  private static Ledger ledger(ModelGen random) {
    KernelState own = random.kernelState();
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services = new TreeMap<>();
    own.services()
        .forEach((key, service) -> services.put(key, Sorted.set(service.realServers().keySet())));
    return Ledger.of(
        new HostIdentity("boot", 4026531840L), services, own.addresses(), own.sysctls());
  }
}
