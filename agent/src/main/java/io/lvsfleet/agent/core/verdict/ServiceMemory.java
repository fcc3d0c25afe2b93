package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.SortedMap;
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
}
