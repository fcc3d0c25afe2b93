package io.lvsfleet.agent.vrrp;

import io.lvsfleet.agent.vrrp.VrrpEffect.Advertise;
import io.lvsfleet.agent.vrrp.VrrpEffect.Hold;
import io.lvsfleet.agent.vrrp.VrrpEffect.Release;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Directors on common links, with a clock that only the test moves. What a director sends reaches
/// the others later, or not at all. Nothing in here is real but the machines.
final class VrrpWorld {

  static final Instant BEGIN = Instant.EPOCH;

  /// @param sequence keeps packets of the same time in order
  private record Flight(Instant at, long sequence, int to, VrrpEvent.Packet packet) {}

  final class Director {
    final int number;
    Group group;
    @Nullable Instant stoppedUntil;
    boolean deaf;
    boolean up = true;
    final SortedSet<LocalAddress> held = new TreeSet<>();
    private Instant heldUntil = BEGIN;
    final List<VrrpEvent.Packet> queue = new ArrayList<>();
    final List<VrrpEffect> effects = new ArrayList<>();
    int takeovers;

    Director(int number, VrrpConfig config) {
      this.number = number;
      this.group = GroupMachine.start(config, now);
    }

    boolean isMaster() {
      return group.isMaster();
    }

    /// What the kernel has, whatever the machine believes.
    boolean holds() {
      return !held.isEmpty() && now.isBefore(heldUntil);
    }

    void happens(VrrpEvent event) {
      State before = group.state();
      VrrpStep step = GroupMachine.step(group, event, now);
      group = step.next();
      if (before != State.MASTER && group.isMaster()) {
        takeovers++;
      }
      effects.addAll(step.effects());
      step.effects().forEach(this::perform);
    }

    private void perform(VrrpEffect effect) {
      switch (effect) {
        case Advertise advertise -> send(this, advertise);
        case Hold hold -> {
          held.addAll(hold.addresses());
          heldUntil = now.plus(hold.lease());
        }
        case VrrpEffect.Keep keep -> {
          held.retainAll(keep.addresses());
          heldUntil = Instant.MAX;
        }
        case Release release -> held.removeAll(release.addresses());
        case VrrpEffect.Announce _, VrrpEffect.StartSync _, VrrpEffect.StopSync _ -> {}
      }
    }

    void link(boolean isUp) {
      up = isUp;
      happens(new VrrpEvent.Linked(VrrpFixtures.links(number, isUp)));
    }

    void restart(VrrpConfig config) {
      group = GroupMachine.start(config, now);
      queue.clear();
      link(up);
    }

    /// It was alone until now and has the addresses.
    void inherit(VrrpConfig config) {
      group = GroupMachine.start(config, now, true);
      queue.clear();
      link(up);
    }

    /// A frozen process: its packets wait, unless the whole machine is frozen.
    ///
    /// @return whether it was not frozen before
    boolean freeze(Duration duration, boolean wholeMachine) {
      if (stoppedUntil != null) {
        return false;
      }
      stoppedUntil = now.plus(duration);
      deaf = wholeMachine;
      return true;
    }

    private @Nullable Instant wake() {
      Instant wake = group.promised();
      if (stoppedUntil == null) {
        return wake;
      }
      return stoppedUntil;
    }

    private void wakeUp() {
      if (stoppedUntil != null) {
        stoppedUntil = null;
        deaf = false;
        List<VrrpEvent.Packet> waiting = List.copyOf(queue);
        queue.clear();
        waiting.forEach(this::happens);
      }
      happens(new VrrpEvent.Tick());
    }

    private void arrives(VrrpEvent.Packet packet) {
      if (stoppedUntil == null) {
        happens(packet);
      } else if (!deaf) {
        queue.add(packet);
      }
    }
  }

  Instant now = BEGIN;
  final List<Director> directors = new ArrayList<>();
  final boolean[][] cut;
  Duration delay = Duration.ofMillis(1);
  Duration jitter = Duration.ZERO;
  double loss;
  private long sent;
  private final RandomGenerator random;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(Comparator.comparing(Flight::at).thenComparingLong(Flight::sequence));

  VrrpWorld(RandomGenerator random, List<VrrpConfig> configs) {
    this.random = random;
    cut = new boolean[configs.size()][configs.size()];
    for (int i = 0; i < configs.size(); i++) {
      directors.add(new Director(i + 1, configs.get(i)));
    }
    directors.forEach(director -> director.link(true));
  }

  private void send(Director from, Advertise advertise) {
    IpAddress group = AdvertisementCodec.group(advertise.instance().family());
    ByteBuffer bytes =
        AdvertisementCodec.write(
            advertise.instance(), advertise.priority(), advertise.source(), group);
    for (Director to : directors) {
      if (to == from
          || !from.up
          || cut[from.number - 1][to.number - 1]
          || (loss > 0 && random.nextDouble() < loss)) {
        continue;
      }
      Duration extra =
          jitter.isZero() ? Duration.ZERO : Duration.ofNanos(random.nextLong(jitter.toNanos()));
      flights.add(
          new Flight(
              now.plus(delay).plus(extra),
              sent++,
              to.number - 1,
              new VrrpEvent.Packet(
                  advertise.instance().interfaceName(), advertise.source(), group, 255, bytes)));
    }
  }

  /// @return whether there was one
  boolean loseOne() {
    return flights.poll() != null;
  }

  private void deliver(Flight flight) {
    Director to = directors.get(flight.to());
    if (to.up) {
      to.arrives(flight.packet());
    }
  }

  /// The next thing that happens, no later than the end.
  ///
  /// @return whether there was one
  boolean next(Instant end) {
    Flight flight = flights.peek();
    Director waking = null;
    Instant at = flight == null ? Instant.MAX : flight.at();
    for (Director director : directors) {
      Instant wake = director.wake();
      if (wake != null && wake.isBefore(at)) {
        at = wake;
        waking = director;
      }
    }
    if (at.isAfter(end) || at.equals(Instant.MAX)) {
      now = end.equals(Instant.MAX) ? now : end;
      return false;
    }
    now = at.isAfter(now) ? at : now;
    if (waking != null) {
      waking.wakeUp();
    } else {
      deliver(flights.remove());
    }
    return true;
  }

  void pass(Duration duration) {
    Instant end = now.plus(duration);
    while (next(end)) {
      // The next one.
    }
  }

  List<Integer> masters() {
    return directors.stream().filter(Director::isMaster).map(one -> one.number).toList();
  }

  Director director(int number) {
    return directors.get(number - 1);
  }
}
