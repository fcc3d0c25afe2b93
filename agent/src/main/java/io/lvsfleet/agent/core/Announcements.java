package io.lvsfleet.agent.core;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
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
    return due(now, Retries.NONE);
  }

  /// @param retries of announcements that could not be made
  SortedSet<LocalAddress> due(Instant now, Retries retries) {
    SortedSet<LocalAddress> due = new TreeSet<>();
    waiting.forEach((address, one) -> {
      if (!at(address, one, retries).isAfter(now)) {
        due.add(address);
      }
    });
    return due;
  }

  /// Null when nothing will ever be due.
  @Nullable Instant next(Retries retries) {
    return waiting.entrySet().stream()
        .map(one -> at(one.getKey(), one.getValue(), retries))
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static Instant at(LocalAddress address, Due due, Retries retries) {
    Instant allowed = retries.notBefore(new AnnounceAddress(address));
    return allowed.isAfter(due.at()) ? allowed : due.at();
  }
}
