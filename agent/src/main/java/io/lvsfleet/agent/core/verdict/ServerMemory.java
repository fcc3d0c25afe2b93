package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a director remembers of a real server in one service, also over a restart.
///
/// @param since when it came into its state
/// @param served whether it ever got connections
/// @param proven whether it was ever seen well
/// @param failingSince null while its checks are well
/// @param recoveredAt when they became so again; null once that has had its consequences
/// @param slowSince when its weight began to rise; null when it is whole
/// @param falls the last times it went down, oldest first
/// @param drain null when it is not drained
public record ServerMemory(
    ServerState state,
    Instant since,
    boolean served,
    boolean proven,
    @Nullable Instant failingSince,
    @Nullable Instant recoveredAt,
    @Nullable Instant slowSince,
    List<Instant> falls,
    @Nullable DrainMemory drain) {

  public ServerMemory {
    falls = List.copyOf(falls);
  }

  ServerMemory later(Duration by) {
    return new ServerMemory(
        state,
        since.plus(by),
        served,
        proven,
        later(failingSince, by),
        later(recoveredAt, by),
        later(slowSince, by),
        falls.stream().map(fall -> fall.plus(by)).toList(),
        drain == null ? null : drain.later(by));
  }

  private static @Nullable Instant later(@Nullable Instant time, Duration by) {
    return time == null ? null : time.plus(by);
  }
}
