package io.lvsfleet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody ordered on the node itself, for example while the control plane was out of reach.
///
/// @param by who it was, as far as the node knows
/// @param until null: until it is ended
public record Hold(Kind kind, String by, Instant since, @Nullable Instant until) {

  public sealed interface Kind {}

  /// A real server gets this weight whatever is declared; health may still take it away.
  ///
  /// @param service the operator's name of the virtual service
  /// @param realServer the operator's name of the real server
  public record WeightHold(String service, String realServer, Weight weight) implements Kind {}

  /// No wanted change is carried out; health goes on.
  public record Freeze() implements Kind {}

  /// All that is ours was removed and stays so.
  public record Withdrawal() implements Kind {}

  public boolean over(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
