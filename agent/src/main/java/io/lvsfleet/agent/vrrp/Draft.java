package io.lvsfleet.agent.vrrp;

import io.lvsfleet.agent.vrrp.VrrpEffect.Advertise;
import io.lvsfleet.agent.vrrp.VrrpEffect.Announce;
import io.lvsfleet.agent.vrrp.VrrpEffect.Hold;
import io.lvsfleet.agent.vrrp.VrrpEffect.Keep;
import io.lvsfleet.agent.vrrp.VrrpEffect.Release;
import io.lvsfleet.agent.vrrp.VrrpEffect.StartSync;
import io.lvsfleet.agent.vrrp.VrrpEffect.StopSync;
import io.lvsfleet.model.ConnectionSync;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tracker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A group's state while a step changes it, and the transitions of the sync group: what each does
/// to the world, in its order.
final class Draft {

  private static final int REMEMBERED_TRANSITIONS = 20;

  final Instant now;
  VrrpConfig config;
  State state;
  Instant since;
  String reason;
  final SortedMap<String, Router> routers;
  SortedMap<String, VrrpEvent.Link> links;
  Set<Tracker.Subject> down;
  List<String> faults;
  Instant notBefore;
  @Nullable Instant preemptAt;
  Instant heldUntil;
  @Nullable Instant announceAt;
  int announcesLeft;
  boolean inherits;
  @Nullable String handover;
  @Nullable IpAddress letGo;
  final List<FailoverStatus.Transition> transitions;
  final List<VrrpEffect> effects = new ArrayList<>();

  Draft(Group from, Instant now) {
    this.now = now;
    config = from.config();
    state = from.state();
    since = from.since();
    reason = from.reason();
    routers = new TreeMap<>(from.routers());
    links = from.links();
    down = from.down();
    faults = from.faults();
    notBefore = from.notBefore();
    preemptAt = from.preemptAt();
    heldUntil = from.heldUntil();
    announceAt = from.announceAt();
    announcesLeft = from.announcesLeft();
    inherits = from.inherits();
    handover = from.handover();
    letGo = from.letGo();
    transitions = new ArrayList<>(from.transitions());
  }

  Group group(@Nullable Instant promised) {
    return new Group(
        config,
        state,
        since,
        reason,
        routers,
        links,
        down,
        faults,
        notBefore,
        preemptAt,
        heldUntil,
        announceAt,
        announcesLeft,
        inherits,
        handover,
        letGo,
        transitions,
        promised);
  }

  Failover failover() {
    return config.failover();
  }

  void update(String name, UnaryOperator<Router> change) {
    routers.computeIfPresent(name, (_, router) -> change.apply(router));
  }

  void updateAll(UnaryOperator<Router> change) {
    routers.replaceAll((_, router) -> change.apply(router));
  }

  /// Advertises first (RFC 9568 section 6.4.2), so that no other backup's timer ends meanwhile.
  /// While a backup daemon runs the director does not balance (`backup_only`), and both daemons
  /// together break every request: so the one ends before the addresses come, and the other begins
  /// after.
  void becomeMaster(String why) {
    transition(State.MASTER, why);
    routers.keySet().forEach(this::advertise);
    stopSync(SyncDaemon.Role.BACKUP);
    hold();
    startSync(SyncDaemon.Role.MASTER);
    announceAt = now;
    announcesLeft = config.announcing().repeat();
  }

  /// The reverse. Priority 0 comes after the addresses are gone: the next master may have them a
  /// moment later.
  ///
  /// @param resign whether to say so; not when somebody better has spoken
  void giveUp(State next, String why, boolean resign) {
    transition(next, why);
    stopSync(SyncDaemon.Role.MASTER);
    effects.add(new Release(failover().addresses()));
    if (resign) {
      routers.keySet().forEach(this::resign);
    }
    startSync(SyncDaemon.Role.BACKUP);
    listen();
  }

  /// There is no VRRP here any more. What stays here is nobody's to take over: the peer is not told
  /// that it may. A backup daemon left behind would keep the director from balancing
  /// (`backup_only`).
  void leave(SortedSet<LocalAddress> kept) {
    if (state == State.MASTER) {
      transition(State.INIT, "no VRRP any more");
      SortedSet<LocalAddress> gone = new TreeSet<>(failover().addresses());
      NavigableSet<LocalAddress> staying = new TreeSet<>(gone);
      staying.retainAll(kept);
      gone.removeAll(staying);
      if (!staying.isEmpty()) {
        effects.add(new Keep(staying));
      }
      release(gone);
      List.copyOf(routers.entrySet()).stream()
          .filter(entry -> entry.getValue().instance().held().noneMatch(staying::contains))
          .forEach(entry -> resign(entry.getKey()));
    }
    stopSync(SyncDaemon.Role.MASTER);
    stopSync(SyncDaemon.Role.BACKUP);
  }

  /// From no part into one. What a process before this one held is let go.
  void becomeBackup(String why) {
    transition(State.BACKUP, why);
    stopSync(SyncDaemon.Role.MASTER);
    effects.add(new Release(failover().addresses()));
    startSync(SyncDaemon.Role.BACKUP);
    listen();
  }

  void becomeFaulty(String why) {
    if (state == State.MASTER) {
      giveUp(State.FAULT, why, true);
      return;
    }
    if (state == State.INIT) {
      stopSync(SyncDaemon.Role.MASTER);
      effects.add(new Release(failover().addresses()));
    }
    transition(State.FAULT, why);
  }

  private void listen() {
    preemptAt = null;
    announceAt = null;
    letGo = null;
    updateAll(router -> router.listening(now));
  }

  private void transition(State next, String why) {
    transitions.add(new FailoverStatus.Transition(now, state, next, why));
    if (transitions.size() > REMEMBERED_TRANSITIONS) {
      transitions.removeFirst();
    }
    state = next;
    since = now;
    reason = why;
  }

  void advertise(String name) {
    Router router = routers.get(name);
    if (router != null && router.source() != null) {
      effects.add(new Advertise(name, router.instance(), router.priority(), router.source()));
      routers.put(name, router.advertised(now));
    }
  }

  void resign(String name) {
    Router router = routers.get(name);
    if (router != null && router.source() != null) {
      effects.add(new Advertise(name, router.instance(), 0, router.source()));
      routers.put(name, router.advertised(now));
    }
  }

  void hold() {
    effects.add(new Hold(failover().addresses(), config.lease()));
    heldUntil = now.plus(config.lease());
  }

  void announce() {
    effects.add(new Announce(failover().addresses()));
    announcesLeft--;
    if (announcesLeft > 0) {
      announceAt = now.plus(config.announcing().interval());
    } else {
      announceAt =
          config.announcing().refresh().isZero() ? null : now.plus(config.announcing().refresh());
    }
  }

  void release(SortedSet<LocalAddress> addresses) {
    if (!addresses.isEmpty()) {
      effects.add(new Release(addresses));
    }
  }

  void startSync(SyncDaemon.Role role) {
    ConnectionSync sync = failover().sync();
    if (sync != null) {
      effects.add(new StartSync(sync.daemon(role)));
    }
  }

  void stopSync(SyncDaemon.Role role) {
    if (failover().sync() != null) {
      effects.add(new StopSync(role));
    }
  }
}
