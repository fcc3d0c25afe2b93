package io.lvsfleet.agent.core;

import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When counters are read, and what of them has been told.
///
/// @param due the next reading
/// @param reading whether one is under way
/// @param told what the control plane knows in this session; null when it knows nothing
record Meter(
    Instant due, boolean reading, @Nullable SortedMap<VirtualServiceKey, ServiceStatistics> told) {

  static final Meter STOPPED = new Meter(Instant.MIN, false, null);

  /// A session begins or ends.
  Meter forget() {
    return new Meter(Instant.MIN, reading, null);
  }

  Meter begin(Instant next) {
    return new Meter(next, true, told);
  }

  /// The next reading does not wait any longer.
  Meter soon(Instant now) {
    return due.isAfter(now) ? new Meter(now, reading, told) : this;
  }

  Meter failed() {
    return new Meter(due, false, told);
  }

  Meter read(SortedMap<VirtualServiceKey, ServiceStatistics> counted) {
    return new Meter(due, false, counted);
  }

  /// What is new in it: all at first and whenever something has gone, else what has changed.
  Optional<Statistics> news(SortedMap<VirtualServiceKey, ServiceStatistics> counted, Instant at) {
    if (told == null || !counted.keySet().containsAll(told.keySet())) {
      return Optional.of(new Statistics(at, true, counted));
    }
    SortedMap<VirtualServiceKey, ServiceStatistics> changed = new TreeMap<>();
    counted.forEach((key, service) -> {
      if (!service.equals(told.get(key))) {
        changed.put(key, service);
      }
    });
    return changed.isEmpty() ? Optional.empty() : Optional.of(new Statistics(at, false, changed));
  }
}
