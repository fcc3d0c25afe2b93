package io.lvsfleet.agent.runner;

import java.io.IOException;

/// Whoever runs programs.
@FunctionalInterface
public interface ProgramRunner {

  /// @throws IOException when there is nobody who would run it, or who answers
  RunResult run(RunRequest request) throws IOException;
}
