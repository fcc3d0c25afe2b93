package io.lvsfleet.agent.vrrp;

import io.lvsfleet.agent.vrrp.AdvertisementCodec.Reading;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What an advertisement changes.
final class Hearing {

  private Hearing() {}

  static void receive(Draft draft, VrrpEvent.Packet packet) {
    int id = AdvertisementCodec.virtualRouterId(packet.payload());
    for (Map.Entry<String, Router> entry : List.copyOf(draft.routers.entrySet())) {
      VrrpInstance instance = entry.getValue().instance();
      if (instance.virtualRouterId() == id
          && instance.interfaceName().equals(packet.interfaceName())
          && instance.family() == packet.sender().family()) {
        receive(draft, entry.getKey(), entry.getValue(), packet);
        return;
      }
    }
    // Of a virtual router that is not ours: links carry many.
  }

  private static void receive(Draft draft, String name, Router router, VrrpEvent.Packet packet) {
    switch (Reception.judge(router, packet)) {
      case Reading.Bad bad ->
          draft.update(
              name,
              one ->
                  one.counting(
                      one.counts()
                          .another(
                              new VrrpStatus.Discard(
                                  draft.now, packet.sender(), bad.reason(), bad.detail()))));
      case Reading.Good good -> {
        draft.update(name, Router::received);
        switch (draft.state) {
          case BACKUP -> asBackup(draft, name, packet.sender(), good.advertisement());
          case MASTER -> asMaster(draft, name, packet.sender(), good.advertisement());
          case INIT, FAULT -> {}
        }
      }
    }
  }

  /// RFC 9568 section 6.4.2. Who has let go on one link has let go of all.
  private static void asBackup(Draft draft, String name, IpAddress sender, Advertisement heard) {
    Router router = Objects.requireNonNull(draft.routers.get(name));
    if (heard.priority() == 0) {
      if (router.master() == null || router.master().equals(sender)) {
        draft.letGo = sender;
        draft.updateAll(one -> {
          Instant soon = draft.now.plus(one.skew());
          return soon.isBefore(one.masterDownAt()) ? one.silentUntil(soon) : one;
        });
      }
      return;
    }
    if (heard.priority() >= router.priority()) {
      draft.preemptAt = null;
      obey(draft, name, sender, heard);
    } else if (!preempts(draft)) {
      obey(draft, name, sender, heard);
    }
    // Else the master of lower priority is not heeded, and the timer ends.
  }

  private static void obey(Draft draft, String name, IpAddress sender, Advertisement heard) {
    draft.letGo = null;
    draft.update(name, router -> router.obeying(sender, heard.interval(), draft.now));
  }

  /// A director that handed over by order, or is under maintenance, leaves a living master alone.
  private static boolean preempts(Draft draft) {
    Failover failover = draft.failover();
    if (!failover.preempt() || failover.handover() != null || failover.maintenance()) {
      return false;
    }
    if (draft.preemptAt == null) {
      Instant looked = draft.now.plus(failover.preemptDelay());
      Instant caughtUp =
          failover.sync() == null ? draft.since : draft.since.plus(failover.catchUp());
      draft.preemptAt = looked.isAfter(caughtUp) ? looked : caughtUp;
    }
    return !draft.now.isBefore(draft.preemptAt);
  }

  /// RFC 9568 section 6.4.3.
  private static void asMaster(Draft draft, String name, IpAddress sender, Advertisement heard) {
    Router router = Objects.requireNonNull(draft.routers.get(name));
    IpAddress own = Objects.requireNonNull(router.source());
    if (heard.priority() == 0) {
      draft.advertise(name);
    } else if (heard.priority() > router.priority()
        || (heard.priority() == router.priority() && sender.compareTo(own) > 0)) {
      // So that the better one hears that there were two, and announces its addresses again.
      draft.advertise(name);
      draft.giveUp(
          State.BACKUP,
          sender
              + " has "
              + (heard.priority() > router.priority()
                  ? "priority " + heard.priority()
                  : "the same priority and the higher address"),
          false);
      obey(draft, name, sender, heard);
    } else {
      if (router.instance().lowerPriorityResend()) {
        draft.advertise(name);
      }
      // The other's announcements have led the neighbours away.
      if (draft.announcesLeft <= 0) {
        draft.announceAt = draft.now;
        draft.announcesLeft = draft.config.announcing().repeat();
      }
    }
  }
}
