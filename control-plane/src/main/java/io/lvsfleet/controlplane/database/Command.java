package io.lvsfleet.controlplane.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Programs of PostgreSQL and of the system, run with a clean environment.
final class Command {

  /// @param output both streams together, at most what a pipe holds
  record Result(int exitCode, String output) {

    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private Command() {}

  /// @throws DatabaseException when it cannot be started or does not end in time
  static Result run(List<String> command, Duration timeout) {
    try {
      Process process = builder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new DatabaseException(
            "%s: still running after %d s".formatted(name(command), timeout.toSeconds()));
      }
      return new Result(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new DatabaseException(name(command) + ": cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException(name(command) + ": interrupted", e);
    }
  }

  /// English messages, and no PG… or LD_… variable of whoever started us.
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> !key.equals("PATH"));
    environment.put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
    return builder;
  }

  private static String name(List<String> command) {
    return String.join(" ", command);
  }
}
