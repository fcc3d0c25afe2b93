package io.lvsfleet.agent.runner;

import java.time.Duration;
import java.util.List;

/// What is to be run.
///
/// @param timeout of the program itself; waiting for a turn has as long again
/// @param outputLimit so many bytes of what it prints are wanted
public record RunRequest(
    Place place, String name, List<String> arguments, Duration timeout, int outputLimit) {

  /// Which of the runner's directories it lies in. Only the node's administrator says which those
  /// are.
  public enum Place {
    SCRIPTS,
    PLUGINS
  }

  static final int MAX_ARGUMENTS = 32;
  static final int MAX_TEXT = 4096;
  static final int MAX_OUTPUT = 64 * 1024;
  static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  public RunRequest {
    arguments = List.copyOf(arguments);
    if (arguments.size() > MAX_ARGUMENTS
        || name.length() > MAX_TEXT
        || arguments.stream().anyMatch(argument -> argument.length() > MAX_TEXT)
        || arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException(
          "a program gets at most " + MAX_ARGUMENTS + " arguments of " + MAX_TEXT + " characters");
    }
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException("a timeout is positive and at most 1 h, not " + timeout);
    }
    if (outputLimit < 0 || outputLimit > MAX_OUTPUT) {
      throw new IllegalArgumentException(
          "an output limit is 0 to " + MAX_OUTPUT + ", not " + outputLimit);
    }
  }
}
