package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Looks whether shared storage is mounted, and asks it something.
///
/// The server of a network file system may be gone, and then whoever asks waits inside the kernel,
/// perhaps for ever and beyond any signal. So a child process asks. One that hangs is left alone,
/// and as long as it does no other is started for that mount: hanging is the answer.
final class MountProbe {

  /// Arguments: the mount point, and what to do. `stat -f` goes to the server, where `stat` may be
  /// answered from a cache. The file's name has the host's, because others may do the same.
  private static final String QUESTION =
      """
      set -eu
      stat -f -- "$1" >/dev/null
      [ "$2" = write ] || exit 0
      file=$1/.lvs-check-$(uname -n)
      rm -f -- "$file"
      set -C
      echo "$$" >"$file"
      sync -- "$file"
      [ "$(cat -- "$file")" = "$$" ] || { echo "not read back as it was written"; exit 1; }
      rm -f -- "$file"
      """;

  /// A line or two of an error message.
  private static final int MAX_OUTPUT = 1024;

  private final Path table;
  private final List<String> shell;
  private final Map<String, List<ProcessHandle>> hanging = new ConcurrentHashMap<>();

  MountProbe() {
    this(Path.of("/proc/self/mountinfo"), List.of("/bin/sh", "-c"));
  }

  /// @param shell what runs a script that is its next argument
  MountProbe(Path table, List<String> shell) {
    this.table = table;
    this.shell = shell;
  }

  ProbeOutcome probe(Probe.Mount mount, Deadline deadline) {
    String sent = "mount " + mount.path();
    try {
      Optional<MountTable.Entry> entry =
          MountTable.at(mount.path(), Files.readString(table, UTF_8));
      String expected = expected(mount);
      if (entry.isEmpty()) {
        return of(Result.OTHER, sent, "nothing is mounted there", expected, deadline);
      }
      MountTable.Entry seen = entry.get();
      if (!matches(mount.type(), seen.type()) || !matches(mount.source(), seen.source())) {
        String what = seen.source() + " type " + seen.type();
        return of(Result.OTHER, sent, what, expected, deadline);
      }
      return ask(mount, sent, deadline);
    } catch (IOException e) {
      return of(Result.LOCAL, sent, "cannot be asked: " + Failures.text(e), "", deadline);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return of(Result.LOCAL, sent, "interrupted", "", deadline);
    }
  }

  private static boolean matches(String wanted, String seen) {
    return wanted.isEmpty() || wanted.equals(seen);
  }

  private static String expected(Probe.Mount mount) {
    return (mount.source().isEmpty() ? "any source" : mount.source())
        + (mount.type().isEmpty() ? "" : " type " + mount.type());
  }

  private ProbeOutcome ask(Probe.Mount mount, String sent, Deadline deadline)
      throws IOException, InterruptedException {
    Optional<ProcessHandle> before =
        hanging.getOrDefault(mount.path(), List.of()).stream()
            .filter(ProcessHandle::isAlive)
            .findFirst();
    if (before.isPresent()) {
      String seen = "process " + before.get().pid() + " hangs in an earlier question";
      return of(Result.TIMED_OUT, sent, seen, "an answer", deadline);
    }
    Process process = start(mount);
    if (!process.waitFor(Math.max(1, deadline.leftMillis()), TimeUnit.MILLISECONDS)) {
      hanging.put(mount.path(), abandon(process));
      String seen = "no answer within " + deadline.timeout().toMillis() + " ms";
      return of(Result.TIMED_OUT, sent, seen, "an answer", deadline);
    }
    // It has ended: what it printed is there, and nothing is waited for.
    String said = new String(process.getInputStream().readNBytes(MAX_OUTPUT), UTF_8).strip();
    if (process.exitValue() == 0) {
      String seen = mount.access() == Probe.Mount.Access.WRITE ? "wrote and read" : "answers";
      return of(Result.OK, sent, seen, "", deadline);
    }
    Result result = said.contains("Permission denied") ? Result.LOCAL : Result.OTHER;
    return of(result, sent, said.isEmpty() ? "fails" : said, "that it works", deadline);
  }

  /// The shell ends at once. What it waited for ends when the kernel lets it.
  private static List<ProcessHandle> abandon(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    return all;
  }

  private Process start(Probe.Mount mount) throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(
        List.of(
            QUESTION,
            "lvs-mount",
            mount.path(),
            mount.access() == Probe.Mount.Access.WRITE ? "write" : "read"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static ProbeOutcome of(
      Result result, String sent, String seen, String expected, Deadline deadline) {
    return ProbeOutcome.of(result, new Evidence(sent, seen, expected, deadline.elapsed()));
  }
}
