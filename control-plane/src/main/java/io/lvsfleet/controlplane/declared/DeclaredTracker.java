package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Tracker;
import org.jspecify.annotations.Nullable;

/// Something on which a director's fitness to be master depends.
///
/// @param weight not written means 0: it takes no part while the subject is down
public record DeclaredTracker(Tracker.Subject subject, @Nullable Integer weight) {

  public Tracker effective() {
    return new Tracker(subject, weight == null ? 0 : weight);
  }
}
