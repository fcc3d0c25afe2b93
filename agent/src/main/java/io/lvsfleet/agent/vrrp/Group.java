package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.VrrpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All the VRRP thread knows: one sync group.
///
/// @param down what is tracked and down, apart from interfaces
/// @param faults why it may take no part, in words
/// @param notBefore the end of the start delay
/// @param preemptAt from when on a master of lower priority is no longer obeyed; null while none
///   has been heard
/// @param heldUntil as a master: when the addresses end, if nothing renews them
/// @param announceAt when the addresses are announced next; null for never
/// @param announcesLeft before they are only refreshed
/// @param inherits whether this director held the addresses without VRRP until now, and does still
/// @param handover the last order to hand over that was heeded
/// @param letGo the master that let go; null when none did
/// @param promised when the next tick is due, as it was at the end of the last step; null for none
public record Group(
    VrrpConfig config,
    State state,
    Instant since,
    String reason,
    SortedMap<String, Router> routers,
    SortedMap<String, VrrpEvent.Link> links,
    Set<Tracker.Subject> down,
    List<String> faults,
    Instant notBefore,
    @Nullable Instant preemptAt,
    Instant heldUntil,
    @Nullable Instant announceAt,
    int announcesLeft,
    boolean inherits,
    @Nullable String handover,
    @Nullable IpAddress letGo,
    List<FailoverStatus.Transition> transitions,
    @Nullable Instant promised) {

  public Group {
    routers = Sorted.map(routers);
    faults = List.copyOf(faults);
    transitions = List.copyOf(transitions);
  }

  public boolean isMaster() {
    return state == State.MASTER;
  }

  /// @param realTime whether the operating system gives the thread real-time priority
  /// @param longestPause of the thread
  public FailoverStatus status(boolean realTime, Duration longestPause) {
    SortedMap<String, VrrpStatus> all = new TreeMap<>();
    routers.forEach((name, router) -> all.put(name, router.status(isMaster())));
    return new FailoverStatus(
        state,
        since,
        reason,
        all,
        realTime,
        longestPause,
        Fitness.down(this),
        handover,
        transitions);
  }
}
