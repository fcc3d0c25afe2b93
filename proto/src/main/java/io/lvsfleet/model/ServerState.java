package io.lvsfleet.model;

/// Where a real server stands with a director.
public enum ServerState {
  /// It gets its weight.
  UP,
  /// It was away, and its weight rises.
  SLOW_START,
  /// It gets a weight somebody ordered.
  PINNED,
  /// Its checks say down, but so many failed at once that they are not believed.
  PANIC_HELD,
  /// The sorry server, while it answers.
  SORRY,
  /// The sorry server, while it is not needed.
  STANDBY,
  /// A check is down.
  DOWN,
  /// Its agent says that it is not prepared for its part.
  NOT_READY,
  /// Something has to be heard of it first.
  WAITING,
  /// It has recovered and has to stay so for a while.
  REENTRY_DELAY,
  /// It came and went too often.
  FLAPPING,
  /// It is well, but there is no quorum and the sorry server answers.
  NO_QUORUM,
  /// It gets nothing new, by order, and has still something to end.
  DRAINING,
  /// It has left, by order.
  DRAINED,
  DISABLED,
  /// Its node is being worked on.
  MAINTENANCE;

  /// Whether it is meant to get connections. Its weight may be 0 all the same when that was
  /// declared, advised or ordered.
  public boolean serving() {
    return switch (this) {
      case UP, SLOW_START, PINNED, PANIC_HELD, SORRY -> true;
      case STANDBY,
          DOWN,
          NOT_READY,
          WAITING,
          REENTRY_DELAY,
          FLAPPING,
          NO_QUORUM,
          DRAINING,
          DRAINED,
          DISABLED,
          MAINTENANCE ->
          false;
    };
  }

  /// Whether an operator took its weight away.
  public boolean off() {
    return this == DRAINING || this == DRAINED || this == DISABLED || this == MAINTENANCE;
  }
}
