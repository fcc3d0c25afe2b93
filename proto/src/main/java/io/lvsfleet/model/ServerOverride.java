package io.lvsfleet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an operator decided about a real server, whatever the document says. It takes effect in
/// every director by itself, and ends there by itself when its time is over.
///
/// @param id of the operator's order, which may concern many real servers
/// @param by who it was
/// @param reason in the operator's words
/// @param until null: until it is taken back
public record ServerOverride(
    String id, Kind kind, String by, String reason, Instant since, @Nullable Instant until) {

  public static final int MAX_CONNECTIONS = Integer.MAX_VALUE;

  public sealed interface Kind {}

  /// Takes the server's weight away, and lets what it has come to an end.
  public sealed interface Off extends Kind {}

  /// Weight 0 until few connections are left, then it leaves the table.
  ///
  /// @param connections active ones and persistence templates together that may be left
  /// @param deadline when it leaves whatever is left; null: never
  public record Drain(long connections, @Nullable Instant deadline) implements Off {
    public Drain {
      if (connections < 0 || connections > MAX_CONNECTIONS) {
        throw new IllegalArgumentException(
            "a drain leaves 0 to " + MAX_CONNECTIONS + " connections, not " + connections);
      }
    }
  }

  /// Its node is being worked on: drained without a deadline.
  public record Maintenance() implements Off {}

  /// It leaves the table at once.
  public record Disable() implements Off {}

  /// It gets this weight whatever is declared or advised; health may still take it away.
  public record Pin(Weight weight) implements Kind {}

  public boolean over(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
