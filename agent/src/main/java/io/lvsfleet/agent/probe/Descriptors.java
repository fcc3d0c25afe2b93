package io.lvsfleet.agent.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files this process may open (getrlimit(2)).
final class Descriptors {

  /// For everything that is no probe: sockets to the kernel and the control plane, state,
  /// libraries.
  private static final int RESERVED = 128;

  private static final int LEAST = 64;

  /// The soft limit; the JVM has raised it to the hard one (`os::init_2`).
  private static final Pattern SOFT = Pattern.compile("Max open files +([0-9]+) ");

  private Descriptors() {}

  /// @param most when the limit is higher, or is not known
  static int available(int most) {
    try {
      Matcher line = SOFT.matcher(Files.readString(Path.of("/proc/self/limits")));
      return line.find()
          ? Math.clamp(Long.parseLong(line.group(1)) - RESERVED, LEAST, most)
          : most;
    } catch (IOException | NumberFormatException _) {
      return most; // whoever gets no descriptor then says so itself
    }
  }
}
