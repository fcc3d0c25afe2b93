package io.lvsfleet.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Probe.Mount.Access;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountProbeTest {

  private static final List<String> SHELL = List.of("/bin/sh", "-c");
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path temporary = Path.of("");
  private Path table = temporary;
  private Path point = temporary;

  /// A directory of the test's, said to be a mount point.
  @BeforeEach
  void table() throws IOException {
    table = temporary.resolve("mountinfo");
    point = Files.createDirectory(temporary.resolve("content of the web"));
    Files.writeString(
        table,
        "22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
            + "97 22 0:50 / "
            + point.toString().replace(" ", "\\040")
            + " rw shared:9 master:1 - nfs4 10.0.0.50:/export rw,vers=4.2\n");
  }

  private ProbeOutcome ask(List<String> shell, String type, Access access, Duration timeout) {
    return new MountProbe(table, shell)
        .probe(new Probe.Mount(point.toString(), type, "", access), Deadline.in(timeout));
  }

  @Test
  void whatIsMountedAndAnswersIsUp() {
    assertThat(ask(SHELL, "nfs4", Access.READ, LONG).result()).isEqualTo(Result.OK);
  }

  @Test
  void whatIsWrittenIsReadAndRemoved() throws IOException {
    ProbeOutcome outcome = ask(SHELL, "", Access.WRITE, LONG);
    assertThat(outcome.result()).as(outcome.toString()).isEqualTo(Result.OK);
    assertThat(outcome.evidence().seen()).isEqualTo("wrote and read");
    try (Stream<Path> left = Files.list(point)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anotherFileSystemIsDown() {
    ProbeOutcome outcome = ask(SHELL, "ceph", Access.READ, LONG);
    assertThat(outcome.result()).isEqualTo(Result.OTHER);
    assertThat(outcome.evidence().seen()).isEqualTo("10.0.0.50:/export type nfs4");
    assertThat(outcome.evidence().expected()).isEqualTo("any source type ceph");
  }

  @Test
  void whatIsNotMountedIsDownAndNotAsked() throws IOException {
    Files.writeString(table, "");
    ProbeOutcome outcome = ask(List.of("/nonexistent"), "", Access.READ, LONG);
    assertThat(outcome.result()).isEqualTo(Result.OTHER);
    assertThat(outcome.evidence().seen()).isEqualTo("nothing is mounted there");
  }

  @Test
  void whatFailsIsDownWithTheErrorItGave() throws IOException {
    Files.delete(point);
    ProbeOutcome outcome = ask(SHELL, "", Access.READ, LONG);
    assertThat(outcome.result()).isEqualTo(Result.OTHER);
    assertThat(outcome.evidence().seen()).contains("No such file or directory");
  }

  @Test
  void whatHangsTimesOut() {
    ProbeOutcome outcome =
        ask(
            List.of("/bin/sh", "-c", "exec sleep 1000", "sh"),
            "",
            Access.READ,
            Duration.ofMillis(100));
    assertThat(outcome.result()).isEqualTo(Result.TIMED_OUT);
    assertThat(outcome.evidence().seen()).isEqualTo("no answer within 100 ms");
  }

  @Test
  void theLastThatWasMountedIsSeen() {
    String mounts =
        """
        30 22 0:40 / /srv rw - ext4 /dev/vdb rw
        31 30 0:41 / /srv rw - nfs storage:/srv rw
        32 30 0:42 / /srv/deeper rw - tmpfs tmpfs rw
        """;
    assertThat(MountTable.at("/srv", mounts))
        .contains(new MountTable.Entry("/srv", "nfs", "storage:/srv"));
    assertThat(MountTable.at("/sr", mounts)).isEmpty();
  }

  @Test
  void anOddLineIsPassedOver() {
    assertThat(MountTable.at("/srv", "\n1 2 3\n30 22 0:40 / /srv rw -\n"))
        .isEqualTo(Optional.empty());
  }
}
