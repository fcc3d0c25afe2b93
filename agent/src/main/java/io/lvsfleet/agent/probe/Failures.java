package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;

/// What a failed call says about the server, or about ourselves.
final class Failures {

  /// What came from a server and is shown to a person.
  static final int MAX_SEEN = 256;

  /// As strerror(3) words EMFILE, ENFILE, ENOBUFS, ENOMEM, EACCES and EPERM: the JDK passes on the
  /// text alone. EADDRNOTAVAIL and EADDRINUSE are `BindException`s.
  private static final List<String> LOCAL =
      List.of(
          "Too many open files",
          "No buffer space available",
          "Cannot allocate memory",
          "Permission denied",
          "Operation not permitted");

  private Failures() {}

  static ProbeOutcome of(IOException e, String sent, String expected, Deadline deadline) {
    Result result = result(e);
    String seen =
        result == Result.TIMED_OUT
            ? "no answer within " + deadline.timeout().toMillis() + " ms"
            : text(e);
    return ProbeOutcome.of(result, new Evidence(sent, seen, expected, deadline.elapsed()));
  }

  static Result result(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof LocalFailure
        || e instanceof BindException
        || LOCAL.stream().anyMatch(message::contains)) {
      return Result.LOCAL;
    }
    return switch (e) {
      case SocketTimeoutException _ -> Result.TIMED_OUT;
      case PortUnreachableException _ -> Result.REFUSED;
      // Also ETIMEDOUT, when the kernel gave up before the deadline.
      case ConnectException _ -> message.contains("timed out") ? Result.TIMED_OUT : Result.REFUSED;
      default -> Result.OTHER;
    };
  }

  static String text(Exception e) {
    String message = e.getMessage();
    if (message == null || message.isEmpty()) {
      return e.getClass().getSimpleName();
    }
    // "Connection refused" and friends begin a sentence; here they end one.
    return clip(
        message.length() > 1 && Character.isLowerCase(message.charAt(1))
            ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
            : message);
  }

  /// One short line of printable characters.
  static String clip(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < MAX_SEEN; i++) {
      char c = text.charAt(i);
      line.append((c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) ? '.' : c);
    }
    return text.length() > MAX_SEEN ? line.append('…').toString() : line.toString();
  }

  /// The prober itself cannot go on; it says nothing about the server.
  static final class LocalFailure extends IOException {
    private static final long serialVersionUID = 1L;

    LocalFailure(String message) {
      super(message);
    }

    LocalFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Something came that is not what the protocol or the check wants.
  static final class UnexpectedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedAnswer(String message) {
      super(message);
    }
  }
}
