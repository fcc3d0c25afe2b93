package io.lvsfleet.controlplane.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What PostgreSQL's main process wrote into `postmaster.pid` (miscadmin.h, LOCK_FILE_LINE_*).
///
/// @param ready whether it said that it takes connections
record Postmaster(long pid, int port, boolean ready) {

  private static final int LINE_PORT = 3;
  private static final int LINE_STATUS = 7;

  /// Empty when there is none, or it has not got as far as its port yet.
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.size() <= LINE_PORT) {
        return Optional.empty();
      }
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.getFirst().strip()),
              Integer.parseInt(lines.get(LINE_PORT).strip()),
              lines.size() > LINE_STATUS && lines.get(LINE_STATUS).strip().equals("ready")));
    } catch (IOException | NumberFormatException _) {
      // Absent, or read while it was being written: the same as not there yet.
      return Optional.empty();
    }
  }

  /// Whether the process lives and works in this data directory: a postmaster makes that its
  /// working directory, a process that merely got the same pid after a reboot does not.
  boolean serves(Path data) {
    return link("cwd").equals(data.toString());
  }

  boolean runs(PostgresBinaries binaries) {
    return link("exe").equals(binaries.program("postgres"));
  }

  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid);
  }

  private String link(String name) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/" + name)).toString();
    } catch (IOException _) {
      // No such process, or one of somebody else: not ours in both cases.
      return "";
    }
  }
}
