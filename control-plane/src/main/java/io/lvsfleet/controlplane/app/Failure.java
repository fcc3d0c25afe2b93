package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.state.StateException;
import io.smallrye.config.ConfigValidationException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tells a failure in one line for people.
final class Failure {

  private Failure() {}

  /// Our own exceptions say everything; of others the whole chain of causes is told.
  static String describe(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StateException) {
        return String.valueOf(cause.getMessage());
      }
      String message =
          cause instanceof ConfigValidationException e ? problems(e) : cause.getMessage();
      String told = message == null ? cause.getClass().getSimpleName() : message;
      // Wrappers repeat their cause as "class: message".
      if (cause.getCause() == null
          || !told.contains(String.valueOf(cause.getCause().getMessage()))) {
        messages.add(told);
      }
    }
    return String.join(": ", messages);
  }

  private static String problems(ConfigValidationException failure) {
    return IntStream.range(0, failure.getProblemCount())
        .mapToObj(i -> String.valueOf(failure.getProblem(i).getMessage()))
        .collect(Collectors.joining("; "));
  }
}
