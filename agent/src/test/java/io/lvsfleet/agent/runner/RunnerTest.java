package io.lvsfleet.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.sys.Processes;
import io.lvsfleet.agent.sys.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that mean no good, and some that do.
class RunnerTest {

  private static final int CONCURRENT = 4;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path temporary = Path.of("");
  private Programs programs = new Programs(temporary);
  private final List<String> emergencies = new ArrayList<>();
  private Runner runner = new Runner(Map.of(), CONCURRENT, () -> emergencies.add("killed"));

  @BeforeEach
  void runner() throws IOException, SystemCallException {
    runner.close();
    Processes.adoptOrphans();
    programs = new Programs(temporary);
    runner =
        new Runner(
            Map.of(RunRequest.Place.SCRIPTS, programs.trusted()),
            CONCURRENT,
            () -> emergencies.add("killed"));
  }

  @AfterEach
  void nothingWasNeededInAnEmergency() {
    runner.close();
    assertThat(emergencies).isEmpty();
  }

  private RunResult run(Duration timeout, String script, String... arguments)
      throws IOException, InterruptedException {
    programs.put("script", script);
    return runner.run(
        new RunRequest(RunRequest.Place.SCRIPTS, "script", List.of(arguments), timeout, 1000));
  }

  private static RunResult.Exited exited(RunResult result) {
    assertThat(result).isInstanceOf(RunResult.Exited.class);
    return (RunResult.Exited) result;
  }

  @Test
  void statusOutputAndErrorsComeBack() throws IOException, InterruptedException {
    RunResult.Exited result =
        exited(run(LONG, "printf '%s,' \"$@\"; echo bad >&2; exit 7", "a b", "*", ""));
    assertThat(result.status()).isEqualTo(7);
    assertThat(result.output().text()).isEqualTo("a b,*,,");
    assertThat(result.output().errors()).isEqualTo("bad\n");
    assertThat(result.output().cut()).isFalse();
  }

  @Test
  void theEnvironmentIsCleanAndNothingIsOpen() throws IOException, InterruptedException {
    RunResult.Exited result =
        exited(run(LONG, "tr '\\0' '\\n' </proc/$$/environ | cut -d= -f1; pwd; ls /proc/$$/fd"));
    // 10: the script itself, which the shell reads.
    assertThat(result.output().text().lines())
        .containsExactly("PATH", "LC_ALL", "LVS_RUN", "/", "0", "1", "10", "2");
  }

  @Test
  void aSignalIsNoStatus() throws IOException, InterruptedException {
    assertThat(run(LONG, "kill -9 $$")).isInstanceOf(RunResult.Signalled.class);
    assertThat(exited(run(LONG, "exit 137")).status()).isEqualTo(137);
  }

  @Test
  void whoIgnoresTheTermSignalIsEndedAllTheSame() throws IOException, InterruptedException {
    RunResult result = run(SHORT, "trap '' TERM INT HUP; echo begun; while :; do sleep 1; done");
    assertThat(result).isInstanceOf(RunResult.TimedOut.class);
    assertThat(((RunResult.TimedOut) result).output().text()).isEqualTo("begun\n");
  }

  @Test
  void aHundredMegabytesAreDrainedAndThrownAway() throws IOException, InterruptedException {
    RunResult.Exited result =
        exited(run(LONG, "head -c 100000000 /dev/zero; head -c 100000000 /dev/zero >&2"));
    assertThat(result.output().text()).hasSize(1000);
    assertThat(result.output().cut()).isTrue();
    assertThat(result.output().errors()).hasSize(1024);
  }

  @Test
  void whatIsLeftInTheBackgroundEndsWithTheProgram() throws IOException, InterruptedException {
    RunResult.Exited result = exited(run(LONG, "sleep 1000 & echo $!"));
    await().until(() -> gone(result.output().text().strip()));
  }

  @Test
  void aDaemonEndsWithTheProgramItCameFrom() throws IOException, InterruptedException {
    Path pid = temporary.resolve("pid");
    Path go = temporary.resolve("go");
    RunResult.Exited result =
        exited(
            run(
                LONG,
                """
                setsid sh -c 'echo $$ >"$1.new"; mv "$1.new" "$1"; exec sleep 1000' - "$1" &
                until [ -e "$1" ]; do sleep 0.01; done
                """,
                pid.toString(),
                go.toString()));
    assertThat(result.status()).isZero();
    await().until(() -> gone(Files.readString(pid).strip()));
  }

  @Test
  void aDaemonWithoutItsMarkIsEndedToo() throws IOException, InterruptedException {
    Path pid = temporary.resolve("pid");
    exited(
        run(
            LONG,
            """
            setsid env -i sh -c 'echo $$ >"$1.new"; mv "$1.new" "$1"; exec sleep 1000' - "$1" &
            until [ -e "$1" ]; do sleep 0.01; done
            """,
            pid.toString()));
    await().until(() -> gone(Files.readString(pid).strip()));
  }

  /// A zombie is gone for all but its parent.
  private static boolean gone(String pid) throws IOException {
    Path stat = Path.of("/proc", pid, "stat");
    return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
  }

  @Test
  void whoFindsNoTurnIsToldSo() throws IOException, InterruptedException {
    Path go = temporary.resolve("go");
    programs.put("waits", "echo up; until [ -e \"$1\" ]; do sleep 0.01; done");
    programs.put("script", "exit 0");
    List<Future<RunResult>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONCURRENT; i++) {
        running.add(
            threads.submit(() ->
                runner.run(
                    new RunRequest(
                        RunRequest.Place.SCRIPTS, "waits", List.of(go.toString()), LONG, 100))));
      }
      await().until(() -> runner.free() == 0);
      RunResult result = run(SHORT, "exit 0");
      assertThat(result).isInstanceOf(RunResult.Refused.class);
      assertThat(((RunResult.Refused) result).reason()).contains("4 other programs run");
      Files.createFile(go);
    }
    assertThat(running).allSatisfy(one -> assertThat(exited(one.get()).status()).isZero());
  }

  @Test
  void manyTakeTurns() throws IOException, InterruptedException, ExecutionException {
    programs.put("script", "exit 3");
    List<Future<RunResult>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        running.add(
            threads.submit(() ->
                runner.run(
                    new RunRequest(RunRequest.Place.SCRIPTS, "script", List.of(), LONG, 100))));
      }
      for (Future<RunResult> one : running) {
        assertThat(exited(one.get()).status()).isEqualTo(3);
      }
    }
    assertThat(runner.free()).isEqualTo(CONCURRENT);
  }

  @Test
  void whatCannotBeStartedIsRefused() throws IOException, InterruptedException {
    Files.writeString(
        Programs.permit(programs.put("broken", ""), "rwxr-xr-x"), "#!/no/such/interpreter\n");
    RunResult result =
        runner.run(new RunRequest(RunRequest.Place.SCRIPTS, "broken", List.of(), LONG, 100));
    assertThat(result).isInstanceOf(RunResult.Refused.class);
    assertThat(((RunResult.Refused) result).reason()).contains("ENOENT");
  }

  @Test
  void whereThereIsNoDirectoryNothingRuns() throws InterruptedException {
    assertThat(runner.run(new RunRequest(RunRequest.Place.PLUGINS, "check", List.of(), LONG, 100)))
        .isEqualTo(new RunResult.Refused("there is no directory for such programs"));
  }
}
