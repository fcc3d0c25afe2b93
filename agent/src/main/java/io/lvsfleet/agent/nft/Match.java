package io.lvsfleet.agent.nft;

/// Whether a packet that is known in part fits a condition.
enum Match {
  NO,
  YES,
  /// It depends on what clients differ in: their address, their port, how many they are.
  SOME,
  /// The condition is not understood, or asks for what is not known here.
  UNKNOWN;

  /// Both have to fit.
  Match and(Match other) {
    return this == NO || other == NO ? NO : this.compareTo(other) > 0 ? this : other;
  }

  /// One of them is enough.
  Match or(Match other) {
    if (this == YES || other == YES) {
      return YES;
    }
    return this.compareTo(other) > 0 ? this : other;
  }

  Match not() {
    return switch (this) {
      case NO -> YES;
      case YES -> NO;
      case SOME, UNKNOWN -> this;
    };
  }
}
