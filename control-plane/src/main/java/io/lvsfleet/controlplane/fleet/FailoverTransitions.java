package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.VrrpStatus;
import io.lvsfleet.model.VrrpStatus.Discard;
import io.lvsfleet.wire.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is worth an event between two things a director said of its part in VRRP. Pure.
final class FailoverTransitions {

  /// A packet that is not heeded is followed by the next one in a second. One event an hour, and
  /// one for every other sender or reason.
  private static final Duration AGAIN = Duration.ofHours(1);

  private FailoverTransitions() {}

  static void between(
      @Nullable FailoverStatus before, @Nullable FailoverStatus after, List<AgentEvent> all) {
    if (after == null) {
      return;
    }
    List<FailoverStatus.Transition> news =
        after.transitions().stream()
            .filter(transition -> before == null || !before.transitions().contains(transition))
            .toList();
    if (before != null) {
      news.forEach(transition -> all.add(became(transition)));
    } else {
      // What was said first to this program may be old.
      all.add(
          became(
              new FailoverStatus.Transition(
                  after.since(), FailoverStatus.State.INIT, after.state(), after.reason())));
    }
    after
        .instances()
        .forEach((name, instance) ->
            discarded(before == null ? null : before.instances().get(name), instance, all));
  }

  private static AgentEvent became(FailoverStatus.Transition transition) {
    EventType type =
        switch (transition.to()) {
          case MASTER -> EventType.DIRECTOR_MASTER;
          case BACKUP, INIT -> EventType.DIRECTOR_BACKUP;
          case FAULT -> EventType.DIRECTOR_FAULT;
        };
    return AgentEvent.of(
        type,
        Limits.clip(transition.from() + " to " + transition.to() + ": " + transition.reason()),
        Map.of(
            "from",
            transition.from().name(),
            "at",
            transition.at().toString(),
            "reason",
            transition.reason()));
  }

  private static void discarded(
      @Nullable VrrpStatus before, VrrpStatus after, List<AgentEvent> all) {
    Discard now = after.lastDiscard();
    Discard then = before == null ? null : before.lastDiscard();
    if (now == null
        || (then != null
            && then.sender().equals(now.sender())
            && then.reason() == now.reason()
            && now.at().isBefore(then.at().plus(AGAIN)))) {
      return;
    }
    all.add(
        AgentEvent.of(
            EventType.VRRP_DISCARDED,
            Limits.clip(FailoverPicture.text(now)),
            Map.of(
                "sender",
                now.sender().toString(),
                "reason",
                now.reason().name(),
                "detail",
                now.detail(),
                "discarded",
                after.discarded())));
  }
}
