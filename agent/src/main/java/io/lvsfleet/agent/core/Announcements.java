package io.lvsfleet.agent.core;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When the neighbours are told again that this node holds an address. An announcement that could
/// not be made stays due.
record Announcements(SortedMap<LocalAddress, Due> waiting) {

  static final Announcements NONE = new Announcements(Sorted.map());

  /// @param left how often, before it is only refreshed
  record Due(Instant at, int left) {}

  Announcements {
    waiting = Sorted.map(waiting);
  }

  /// The address has just come, or its link has.
  Announcements begin(Collection<LocalAddress> addresses, Announcing pace, Instant now) {
    SortedMap<LocalAddress, Due> all = new TreeMap<>(waiting);
    addresses.forEach(address -> all.put(address, new Due(now, pace.repeat())));
    return new Announcements(all);
  }

  /// It was announced once.
  Announcements done(LocalAddress address, Announcing pace, Instant now) {
    Due due = waiting.get(address);
    int left = due == null ? 0 : due.left() - 1;
    SortedMap<LocalAddress, Due> all = new TreeMap<>(waiting);
    if (left > 0) {
      all.put(address, new Due(now.plus(pace.interval()), left));
    } else if (!pace.refresh().isZero()) {
      all.put(address, new Due(now.plus(pace.refresh()), 1));
    } else {
      all.remove(address);
    }
    return new Announcements(all);
  }

  /// It is not there to be announced now.
  Announcements postpone(LocalAddress address, Announcing pace, Instant now) {
    Due due = waiting.get(address);
    if (due == null) {
      return this;
    }
    SortedMap<LocalAddress, Due> all = new TreeMap<>(waiting);
    all.put(address, new Due(now.plus(pace.interval()), due.left()));
    return new Announcements(all);
  }

  Announcements only(Collection<LocalAddress> addresses) {
    SortedMap<LocalAddress, Due> left = new TreeMap<>(waiting);
    left.keySet().retainAll(addresses);
    return new Announcements(left);
  }

  SortedSet<LocalAddress> due(Instant now) {
    SortedSet<LocalAddress> due = new TreeSet<>();
    waiting.forEach((address, one) -> {
      if (!one.at().isAfter(now)) {
        due.add(address);
      }
    });
    return due;
  }

  /// Null when nothing will ever be due.
  @Nullable Instant next() {
    return waiting.values().stream().map(Due::at).min(Instant::compareTo).orElse(null);
  }
}
