package io.lvsfleet.agent.vrrp;

import io.lvsfleet.agent.vrrp.VrrpEvent.Link;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import io.lvsfleet.model.VrrpInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// What links and trackers make of a director.
final class Fitness {

  private Fitness() {}

  /// Why it can be neither master nor backup; empty when it can.
  static List<String> faults(Failover failover, SortedMap<String, Link> links, Set<Subject> down) {
    List<String> faults = new ArrayList<>();
    failover
        .instances()
        .forEach((name, instance) -> {
          Link link = links.get(instance.interfaceName());
          if (link == null || !link.up()) {
            faults.add("interface " + instance.interfaceName() + " is down");
          } else if (instance.source() == null && link.source(instance.family()) == null) {
            faults.add(name + " has no address to advertise from");
          } else if (instance.source() != null && !link.own().contains(instance.source())) {
            faults.add(instance.source() + " is not on " + instance.interfaceName());
          }
        });
    for (Tracker tracker : failover.trackers()) {
      if (tracker.weight() == 0 && !isUp(tracker, links, down)) {
        faults.add(tracker.subject().describe() + " is down");
      }
    }
    return faults.stream().distinct().toList();
  }

  /// The owner's priority is fixed (RFC 9568 section 6.1); nobody else's becomes it.
  static int priority(
      VrrpInstance instance, Failover failover, SortedMap<String, Link> links, Set<Subject> down) {
    if (failover.maintenance()) {
      return 1;
    }
    if (instance.priority() == VrrpInstance.OWNER) {
      return VrrpInstance.OWNER;
    }
    int priority = instance.priority();
    for (Tracker tracker : failover.trackers()) {
      priority += tracker.effect(isUp(tracker, links, down));
    }
    return Math.clamp(priority, 1, VrrpInstance.OWNER - 1);
  }

  /// What is tracked and down, in words.
  static List<String> down(Group group) {
    return group.config().failover().trackers().stream()
        .filter(tracker -> !isUp(tracker, group.links(), group.down()))
        .map(tracker -> tracker.subject().describe())
        .distinct()
        .toList();
  }

  private static boolean isUp(Tracker tracker, SortedMap<String, Link> links, Set<Subject> down) {
    if (tracker.subject() instanceof Subject.Interface(String name)) {
      Link link = links.get(name);
      return link != null && link.up();
    }
    return !down.contains(tracker.subject());
  }
}
