package io.lvsfleet.agent.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs the field's own tools: the independent witnesses of the kernel tests.
public final class Shell {

  private Shell() {}

  /// What the command prints, or an error with what it said.
  public static String run(String... command) {
    return input("", command);
  }

  /// The same, of a command that reads the input to its end before it prints much.
  public static String input(String input, String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + code + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A command line without quoting.
  public static String sh(String line) {
    return run(line.split(" ", -1));
  }

  public static List<String> lines(String line) {
    return sh(line).lines().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }
}
