package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a director remembers of a virtual service.
///
/// @param quorumSince when it got or lost its quorum
/// @param sorrySince since when the sorry server answers; null when it does not
/// @param panicSince since when failed checks are not believed; null when they are
/// @param sorry null when there is none
/// @param servers by the operator's name
public record ServiceMemory(
    boolean quorum,
    Instant quorumSince,
    @Nullable Instant sorrySince,
    @Nullable Instant panicSince,
    @Nullable ServerMemory sorry,
    SortedMap<String, ServerMemory> servers) {

  public ServiceMemory {
    servers = Sorted.map(servers);
  }

  /// Of a service nobody has seen yet: it is believed to be well.
  static ServiceMemory fresh(Instant now) {
    return new ServiceMemory(true, now, null, null, null, Sorted.map());
  }

  /// The same by a clock that is so much ahead.
  public ServiceMemory later(Duration by) {
    SortedMap<String, ServerMemory> moved = new TreeMap<>();
    servers.forEach((name, server) -> moved.put(name, server.later(by)));
    return new ServiceMemory(
        quorum,
        quorumSince.plus(by),
        later(sorrySince, by),
        later(panicSince, by),
        sorry == null ? null : sorry.later(by),
        moved);
  }

  private static @Nullable Instant later(@Nullable Instant time, Duration by) {
    return time == null ? null : time.plus(by);
  }
}
