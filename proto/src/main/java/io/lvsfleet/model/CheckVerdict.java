package io.lvsfleet.model;

import java.time.Instant;

/// What a witness found out about a check.
///
/// @param since when the state was entered
/// @param evidence what was seen, in words: `connect 10.0.0.21:80: connection refused`
public record CheckVerdict(State state, Instant since, String evidence) {
  public enum State {
    UP,
    DOWN
  }
}
