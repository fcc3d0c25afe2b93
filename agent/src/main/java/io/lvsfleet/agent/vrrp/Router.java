package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One virtual router's part of the group's state.
///
/// @param priority effective: as declared, with what trackers and maintenance make of it
/// @param source of its advertisements; null while it has none
/// @param masterInterval what the master says its interval is (`Active_Adver_Interval`)
/// @param masterDownAt as a backup: when the master's silence has lasted long enough
/// @param advertiseAt as a master: when the next advertisement is due
/// @param master who is obeyed; null when nobody is known
record Router(
    VrrpInstance instance,
    int priority,
    @Nullable IpAddress source,
    Duration masterInterval,
    Instant masterDownAt,
    Instant advertiseAt,
    @Nullable IpAddress master,
    Counts counts) {

  /// @param discarded packets for its id
  record Counts(long sent, long received, long discarded, VrrpStatus.@Nullable Discard last) {
    static final Counts NONE = new Counts(0, 0, 0, null);

    Counts another(VrrpStatus.Discard discard) {
      return new Counts(sent, received, discarded + 1, discard);
    }
  }

  static Router of(VrrpInstance instance, Instant now) {
    return new Router(
        instance,
        instance.priority(),
        null,
        instance.advertisementInterval(),
        now,
        now,
        null,
        Counts.NONE);
  }

  /// RFC 9568 section 6.1, RFC 3768 section 6.1: version 2 has a second where version 3 has the
  /// master's interval.
  Duration skew() {
    Duration unit = instance.version() == 2 ? Duration.ofSeconds(1) : masterInterval;
    return unit.multipliedBy(256L - priority).dividedBy(256);
  }

  Duration masterDownInterval() {
    return masterInterval.multipliedBy(3).plus(skew());
  }

  VrrpStatus status(boolean master) {
    return new VrrpStatus(
        priority,
        master ? source : this.master,
        counts.sent(),
        counts.received(),
        counts.discarded(),
        counts.last());
  }

  Router configured(VrrpInstance next) {
    return new Router(
        next, priority, source, masterInterval, masterDownAt, advertiseAt, master, counts);
  }

  Router standing(int nextPriority, @Nullable IpAddress nextSource) {
    if (nextPriority == priority && Objects.equals(nextSource, source)) {
      return this;
    }
    return new Router(
        instance,
        nextPriority,
        nextSource,
        masterInterval,
        masterDownAt,
        advertiseAt,
        master,
        counts);
  }

  /// Nobody is known as master; the timer starts anew.
  Router listening(Instant now) {
    Router fresh = obeying(null, instance.advertisementInterval(), now);
    return fresh.silentUntil(now.plus(fresh.masterDownInterval()));
  }

  /// The master spoke.
  Router obeying(@Nullable IpAddress sender, Duration interval, Instant now) {
    Router next =
        new Router(instance, priority, source, interval, masterDownAt, advertiseAt, sender, counts);
    return next.silentUntil(now.plus(next.masterDownInterval()));
  }

  Router silentUntil(Instant deadline) {
    return new Router(
        instance, priority, source, masterInterval, deadline, advertiseAt, master, counts);
  }

  Router advertised(Instant now) {
    return new Router(
        instance,
        priority,
        source,
        masterInterval,
        masterDownAt,
        now.plus(instance.advertisementInterval()),
        master,
        new Counts(counts.sent() + 1, counts.received(), counts.discarded(), counts.last()));
  }

  Router received() {
    return counting(
        new Counts(counts.sent(), counts.received() + 1, counts.discarded(), counts.last()));
  }

  Router counting(Counts next) {
    return new Router(
        instance, priority, source, masterInterval, masterDownAt, advertiseAt, master, next);
  }

  /// Whether it is the same virtual router, on the same link.
  boolean sameAs(VrrpInstance other) {
    return instance.virtualRouterId() == other.virtualRouterId()
        && instance.interfaceName().equals(other.interfaceName())
        && instance.family() == other.family()
        && instance.version() == other.version();
  }
}
