package io.lvsfleet.agent.runner;

import java.time.Duration;

/// What became of it.
public sealed interface RunResult {

  /// What a program printed.
  ///
  /// @param text the begin of its standard output
  /// @param cut whether there was more
  /// @param errors the begin of its standard error
  /// @param took from start to end
  record Output(String text, boolean cut, String errors, Duration took) {}

  record Exited(int status, Output output) implements RunResult {}

  /// Somebody else, perhaps the kernel for want of memory, ended it.
  record Signalled(int signal, Output output) implements RunResult {}

  /// It was ended because it took too long.
  record TimedOut(Output output) implements RunResult {}

  /// It was not run.
  record Refused(String reason) implements RunResult {}
}
