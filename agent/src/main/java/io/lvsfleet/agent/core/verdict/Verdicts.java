package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What has been decided about every virtual service of a director. A verdict is made anew only
/// where something it rests on has changed: one among thousands of services costs what one costs.
///
/// @param remembered of services, by name, from before a restart: until they are judged
/// @param wake when time alone will change something; null when it will not
/// @param drains whether connections have to be counted
public record Verdicts(
    SortedMap<VirtualServiceKey, ServiceVerdict> services,
    SortedMap<String, ServiceMemory> remembered,
    @Nullable Instant wake,
    boolean drains) {

  private static final Duration NOTE = Duration.ofSeconds(1);
  public static final Verdicts NONE = remembering(Sorted.map());

  /// After a restart.
  public static Verdicts remembering(SortedMap<String, ServiceMemory> memory) {
    return new Verdicts(Sorted.map(), Sorted.map(memory), null, false);
  }

  /// @param transitions that led here
  public record Judged(Verdicts verdicts, List<Transition> transitions) {}

  /// @param affected services about which something new is known; those nothing was decided about
  ///   yet, and those whose time has come, are judged anyway
  public Judged judge(DirectorState director, Scene scene, Predicate<ServiceSpec> affected) {
    SortedMap<VirtualServiceKey, ServiceVerdict> next = new TreeMap<>();
    List<Transition> transitions = new ArrayList<>();
    Map<String, ServiceMemory> moved = null;
    boolean changed = false;
    for (Map.Entry<VirtualServiceKey, ServiceSpec> entry : director.services().entrySet()) {
      VirtualServiceKey key = entry.getKey();
      ServiceSpec spec = entry.getValue();
      ServiceVerdict before = services.get(key);
      if (before != null && !due(before, scene) && !affected.test(spec)) {
        next.put(key, before);
        continue;
      }
      ServiceMemory memory = before == null ? null : before.memory();
      if (memory == null) {
        moved = moved == null ? byName(director) : moved;
        memory = moved.get(spec.name());
      }
      ServiceVerdict after = new ServiceJudge(key, spec, memory, scene).judge();
      transitions.addAll(after.transitions());
      next.put(key, after);
      changed = true;
    }
    return changed || next.size() != services.size()
        ? new Judged(of(next), transitions)
        : new Judged(this, transitions);
  }

  private static boolean due(ServiceVerdict verdict, Scene scene) {
    return (verdict.wake() != null && !verdict.wake().isAfter(scene.now()))
        || (verdict.drains() && scene.counted() != null);
  }

  /// A service that got another address stays the same one. One that is still there does not lend
  /// its memory.
  private Map<String, ServiceMemory> byName(DirectorState director) {
    Map<String, ServiceMemory> all = new HashMap<>(remembered);
    services.forEach((key, verdict) -> {
      if (!director.services().containsKey(key)) {
        all.put(verdict.service().service(), verdict.memory());
      }
    });
    return all;
  }

  private static Verdicts of(SortedMap<VirtualServiceKey, ServiceVerdict> services) {
    Instant wake = null;
    boolean drains = false;
    for (ServiceVerdict verdict : services.values()) {
      if (verdict.wake() != null && (wake == null || verdict.wake().isBefore(wake))) {
        wake = verdict.wake();
      }
      drains |= verdict.drains();
    }
    return new Verdicts(Collections.unmodifiableSortedMap(services), Sorted.map(), wake, drains);
  }

  /// A real server that has its weight anyway was seen well for the first time. That is worth a
  /// note and no hurry: ten thousand such first words are then taken down a second's worth at a
  /// time.
  ///
  /// @return null when it cannot wait
  public @Nullable Verdicts noted(CheckKey first, Instant now) {
    for (Map.Entry<VirtualServiceKey, ServiceVerdict> one : services.entrySet()) {
      ServiceVerdict verdict = one.getValue();
      if (verdict.service().service().equals(first.service())) {
        ServerMemory server = verdict.memory().servers().get(first.realServer());
        if (server == null || !server.state().serving()) {
          return null;
        }
        Instant when = now.plus(NOTE);
        if (verdict.wake() != null && !verdict.wake().isAfter(when)) {
          return this;
        }
        SortedMap<VirtualServiceKey, ServiceVerdict> next = new TreeMap<>(services);
        next.put(one.getKey(), verdict.wakingAt(when));
        return of(next);
      }
    }
    return null;
  }

  /// What every witness says of a real server.
  public static List<Transition.Testimony> testimonies(
      NodeId self, RealServerSpec server, HealthView health) {
    return Hearing.testimonies(self, server, health);
  }

  /// What has to survive a restart.
  public SortedMap<String, ServiceMemory> memory() {
    SortedMap<String, ServiceMemory> all = new TreeMap<>(remembered);
    services.values().forEach(one -> all.put(one.service().service(), one.memory()));
    return all;
  }

  /// Whether a service rests on what one of these nodes reports.
  public static boolean restsOn(ServiceSpec service, Set<NodeId> nodes) {
    for (RealServerSpec server : service.realServers().values()) {
      if (reported(server, nodes)) {
        return true;
      }
    }
    HealthPolicy.SorryServer sorry = service.health().sorry();
    return sorry != null && reported(sorry.server(), nodes);
  }

  private static boolean reported(RealServerSpec server, Set<NodeId> nodes) {
    return server.gate() != null && nodes.contains(server.gate().node());
  }
}
