package io.lvsfleet.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something changed in what a director gives: a real server came into another state, or a virtual
/// service gained or lost its quorum, its sorry server or its belief in its checks.
///
/// @param service the operator's name of the virtual service
/// @param realServer the operator's name; empty when it is about the service
/// @param from a [ServerState] or [Service]; empty when nothing was known before
/// @param weight it gets now; of a service: of all that is up
/// @param reason in words
/// @param testimonies of every witness then; empty when nobody checks it
public record Transition(
    Instant at,
    String service,
    String realServer,
    String from,
    String to,
    boolean present,
    long weight,
    String reason,
    List<Testimony> testimonies) {

  public Transition {
    testimonies = List.copyOf(testimonies);
  }

  /// States of a virtual service.
  public enum Service {
    QUORUM,
    NO_QUORUM,
    /// The sorry server answers.
    SORRY,
    /// So many failed at once that checks are not believed.
    PANIC
  }

  /// What a witness said of one check.
  ///
  /// @param witness the director itself or the real server's node
  /// @param silent whether it can no longer be heard, so that this may be out of date
  /// @param verdict null when it has none
  public record Testimony(
      NodeId witness, String check, boolean silent, @Nullable CheckVerdict verdict) {

    @Override
    public String toString() {
      return witness
          + " on "
          + check
          + ": "
          + (verdict == null
              ? "no verdict yet"
              : verdict.state() + " since " + verdict.since() + ", " + verdict.words())
          + (silent ? " (silent since)" : "");
    }
  }
}
