package io.lvsfleet.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a director says of its part in VRRP.
///
/// @param state of the whole group
/// @param since when it is in this state
/// @param reason of the last transition, for example `no advertisement of 10.0.0.2 for 3.6 s`
/// @param instances by name
/// @param realTime whether the operating system gives the VRRP thread real-time priority
/// @param longestPause by which the VRRP thread ever woke too late, since the agent's start
/// @param down trackers that are down, in words
/// @param handover the last order to hand over that was obeyed or found nothing to hand over
/// @param transitions the last ones, oldest first
public record FailoverStatus(
    State state,
    Instant since,
    String reason,
    SortedMap<String, VrrpStatus> instances,
    boolean realTime,
    Duration longestPause,
    List<String> down,
    @Nullable String handover,
    List<Transition> transitions) {

  /// keepalived's words.
  public enum State {
    /// Started, and neither speaking nor taking over yet.
    INIT,
    BACKUP,
    MASTER,
    /// An interface or something tracked is down: it takes no part.
    FAULT
  }

  public record Transition(Instant at, State from, State to, String reason) {}

  public FailoverStatus {
    instances = Sorted.map(instances);
    down = List.copyOf(down);
    transitions = List.copyOf(transitions);
  }
}
