package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The sync group as a state machine: `(state, event, now) → (state, effects)`, after RFC 9568
/// section 6.4.
///
/// ```
///             start delay over             every virtual router's master is silent, or let go
///   INIT ────────────────────▶ BACKUP ───────────────────────────────────────────▶ MASTER
///     │                        ▲    ▲                                                │
///     │ a fault     no fault   │    └────────────────────────────────────────────────┘
///     └──────────▶ FAULT ──────┘       one hears somebody better, an order, it slept
///                    ▲
///                    └── a fault (from BACKUP and MASTER)
/// ```
///
/// The group takes over when *every* one of its virtual routers has lost its master: as long as the
/// peer is heard on one link it is alive, and a second master would help nobody.
///
/// Timers end in a tick only. Who runs the machine hands over the packets that are there first: an
/// advertisement that waited counts as heard in time.
public final class GroupMachine {

  /// A tick that is later than this says that this program slept, whatever the peer did.
  private static final Duration LEAST_PAUSE = Duration.ofMillis(20);

  private GroupMachine() {}

  /// At the start of the program. An order to hand over that is already there was meant for an
  /// earlier process.
  public static Group start(VrrpConfig config, Instant now) {
    return start(config, now, false);
  }

  /// @param holding whether this director holds the addresses already, because it was alone until
  ///   now: to let go of them and listen would be an outage. A better peer says so
  public static Group start(VrrpConfig config, Instant now, boolean holding) {
    Failover failover = config.failover();
    boolean inherits = holding && !failover.maintenance() && failover.handover() == null;
    SortedMap<String, Router> routers = new TreeMap<>();
    failover.instances().forEach((name, one) -> routers.put(name, Router.of(one, now)));
    return new Group(
        config,
        State.INIT,
        now,
        "started",
        routers,
        Sorted.map(),
        Set.of(),
        List.of(),
        inherits ? now : now.plus(failover.startDelay()),
        null,
        now,
        null,
        0,
        inherits,
        failover.handover(),
        null,
        List.of(),
        null);
  }

  public static VrrpStep step(Group group, VrrpEvent event, Instant now) {
    Draft draft = new Draft(group, now);
    wakeUp(draft, group.promised());
    switch (event) {
      case VrrpEvent.Configured(VrrpConfig config) -> configure(draft, config);
      case VrrpEvent.Linked(var links) -> draft.links = links;
      case VrrpEvent.Tracked(var down) -> draft.down = down;
      case VrrpEvent.Packet packet -> Hearing.receive(draft, packet);
      case VrrpEvent.Tick() -> {}
      case VrrpEvent.Stopped(boolean forGood, var kept) -> {
        if (forGood) {
          draft.leave(kept);
        } else {
          stop(draft);
        }
        return new VrrpStep(draft.group(null), draft.effects);
      }
    }
    stand(draft);
    if (event instanceof VrrpEvent.Tick) {
      timers(draft);
    }
    return new VrrpStep(draft.group(wake(draft.group(null), now)), draft.effects);
  }

  /// A backup looks at the clock twice an interval, so that it knows when it has slept.
  private static @Nullable Instant wake(Group group, Instant now) {
    return switch (group.state()) {
      case INIT -> group.notBefore();
      case FAULT -> null;
      case BACKUP -> {
        Instant look = now.plus(pauseBound(group.routers().values()));
        yield group.routers().values().stream()
            .map(Router::masterDownAt)
            .max(Instant::compareTo)
            .filter(down -> down.isBefore(look))
            .orElse(look);
      }
      case MASTER -> {
        Instant wake = group.config().renewAt(group.heldUntil());
        if (group.announceAt() != null && group.announceAt().isBefore(wake)) {
          wake = group.announceAt();
        }
        for (Router router : group.routers().values()) {
          wake = router.advertiseAt().isBefore(wake) ? router.advertiseAt() : wake;
        }
        yield wake;
      }
    };
  }

  /// Who slept has not listened. A backup listens as long as one that has just begun. A master
  /// whose addresses the kernel has taken meanwhile is none any more until it has listened.
  private static void wakeUp(Draft draft, @Nullable Instant promised) {
    if (draft.state == State.MASTER && !draft.now.isBefore(draft.heldUntil)) {
      Duration slept = Duration.between(draft.heldUntil, draft.now).plus(draft.config.lease());
      draft.giveUp(State.BACKUP, "slept for " + seconds(slept), false);
    } else if (draft.state == State.BACKUP
        && promised != null
        && promised.plus(pauseBound(draft.routers.values())).isBefore(draft.now)) {
      draft.updateAll(router -> router.silentUntil(draft.now.plus(router.masterDownInterval())));
    }
  }

  private static Duration pauseBound(Collection<Router> routers) {
    return routers.stream()
        .map(router -> router.masterInterval().dividedBy(2))
        .min(Duration::compareTo)
        .filter(bound -> bound.compareTo(LEAST_PAUSE) > 0)
        .orElse(LEAST_PAUSE);
  }

  private static void configure(Draft draft, VrrpConfig config) {
    Failover old = draft.failover();
    Failover next = config.failover();
    boolean master = draft.state == State.MASTER;
    SortedMap<String, Router> before = new TreeMap<>(draft.routers);
    for (Map.Entry<String, Router> entry : before.entrySet()) {
      VrrpInstance instance = next.instances().get(entry.getKey());
      if (instance != null && entry.getValue().sameAs(instance)) {
        draft.update(entry.getKey(), router -> router.configured(instance));
      } else {
        if (master) {
          draft.resign(entry.getKey());
        }
        draft.routers.remove(entry.getKey());
      }
    }
    next.instances()
        .forEach((name, instance) ->
            draft.routers.computeIfAbsent(
                name, _ -> Router.of(instance, draft.now).listening(draft.now)));
    boolean syncChanged = !Objects.equals(old.sync(), next.sync());
    if (syncChanged) {
      draft.stopSync(SyncDaemon.Role.MASTER);
      draft.stopSync(SyncDaemon.Role.BACKUP);
    }
    if (master) {
      SortedSet<LocalAddress> gone = new TreeSet<>(old.addresses());
      gone.removeAll(next.addresses());
      draft.release(gone);
    }
    draft.config = config;
    if (syncChanged && draft.state != State.INIT) {
      draft.startSync(master ? SyncDaemon.Role.MASTER : SyncDaemon.Role.BACKUP);
    }
    if (master && !old.addresses().equals(next.addresses())) {
      draft.hold();
      draft.announceAt = draft.now;
      draft.announcesLeft = config.announcing().repeat();
    }
    stand(draft);
    orders(draft, old, next);
  }

  private static void orders(Draft draft, Failover old, Failover next) {
    boolean ordered = next.handover() != null && !next.handover().equals(draft.handover);
    if (ordered) {
      draft.handover = next.handover();
    }
    if (draft.state == State.MASTER) {
      if (ordered) {
        draft.giveUp(State.BACKUP, "handed over by order " + next.handover(), true);
      } else if (next.maintenance() && !old.maintenance()) {
        draft.giveUp(State.BACKUP, "maintenance", true);
      }
    }
  }

  private static void stop(Draft draft) {
    if (draft.state == State.MASTER) {
      draft.giveUp(State.INIT, "stopped", true);
    }
  }

  /// What links and trackers make of the group now.
  private static void stand(Draft draft) {
    Failover failover = draft.failover();
    draft.updateAll(router -> {
      VrrpInstance instance = router.instance();
      VrrpEvent.Link link = draft.links.get(instance.interfaceName());
      IpAddress found = link == null ? null : link.source(instance.family());
      return router.standing(
          Fitness.priority(instance, failover, draft.links, draft.down),
          instance.source() == null ? found : instance.source());
    });
    draft.faults = Fitness.faults(failover, draft.links, draft.down);
    boolean begun = !draft.now.isBefore(draft.notBefore) && !draft.links.isEmpty();
    switch (draft.state) {
      case INIT -> {
        if (begun) {
          begin(draft, "started");
        }
      }
      case FAULT -> {
        if (draft.faults.isEmpty()) {
          begin(draft, "nothing is down any more");
        }
      }
      case BACKUP, MASTER -> {
        if (!draft.faults.isEmpty()) {
          draft.becomeFaulty(String.join(", ", draft.faults));
        }
      }
    }
  }

  private static void begin(Draft draft, String why) {
    enter(draft, why);
    draft.inherits = false;
  }

  private static void enter(Draft draft, String why) {
    if (!draft.faults.isEmpty()) {
      draft.becomeFaulty(String.join(", ", draft.faults));
    } else if (draft.inherits && !draft.failover().maintenance() && noOrder(draft)) {
      draft.becomeMaster(why + " with the addresses it held alone");
    } else if (noOrder(draft) && draft.routers.values().stream().allMatch(GroupMachine::owns)) {
      draft.becomeMaster(why + " as the owner");
    } else {
      draft.becomeBackup(why);
    }
  }

  private static boolean noOrder(Draft draft) {
    return draft.failover().handover() == null;
  }

  private static boolean owns(Router router) {
    return router.priority() == VrrpInstance.OWNER;
  }

  private static void timers(Draft draft) {
    switch (draft.state) {
      case INIT, FAULT -> {}
      case BACKUP -> {
        if (draft.routers.values().stream()
            .noneMatch(router -> draft.now.isBefore(router.masterDownAt()))) {
          draft.becomeMaster(silence(draft));
        }
      }
      case MASTER -> {
        for (String name : List.copyOf(draft.routers.keySet())) {
          Router router = draft.routers.get(name);
          if (router != null && !draft.now.isBefore(router.advertiseAt())) {
            draft.advertise(name);
          }
        }
        if (!draft.now.isBefore(draft.config.renewAt(draft.heldUntil))) {
          draft.hold();
        }
      }
    }
    if (draft.state == State.MASTER
        && draft.announceAt != null
        && !draft.now.isBefore(draft.announceAt)) {
      draft.announce();
    }
  }

  private static String silence(Draft draft) {
    if (draft.letGo != null) {
      return draft.letGo + " let go";
    }
    Function<Router, Duration> interval = Router::masterDownInterval;
    Duration longest =
        draft.routers.values().stream().map(interval).max(Duration::compareTo).orElseThrow();
    return (draft.preemptAt == null ? "no advertisement" : "nobody better advertised")
        + " for "
        + seconds(longest);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000 + "." + duration.toMillis() % 1000 / 100 + " s";
  }
}
