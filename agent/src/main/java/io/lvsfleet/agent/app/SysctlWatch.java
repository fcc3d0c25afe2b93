package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.model.SysctlKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Of most kernel parameters nobody is told when they change, so they are read again now and then:
/// a dozen small files. It belongs to the loop's thread.
final class SysctlWatch {

  static final Duration PERIOD = Duration.ofSeconds(2);

  private final SysctlTable table;
  private Instant next = Instant.MIN;

  SysctlWatch(SysctlTable table) {
    this.table = table;
  }

  Instant next() {
    return next;
  }

  /// Whether it is time and one of them is not what it is known to be. One that cannot be read is
  /// left to the look at everything, which can tell so.
  ///
  /// @param known that are written or verified
  boolean changed(SortedMap<SysctlKey, String> known, Instant now) {
    if (now.isBefore(next)) {
      return false;
    }
    next = now.plus(PERIOD);
    for (Map.Entry<SysctlKey, String> one : known.entrySet()) {
      try {
        if (!table.read(one.getKey()).equals(Optional.of(one.getValue()))) {
          return true;
        }
      } catch (KernelException _) {
        return true;
      }
    }
    return false;
  }
}
