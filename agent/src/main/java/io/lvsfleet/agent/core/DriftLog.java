package io.lvsfleet.agent.core;

import io.lvsfleet.model.Contest;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AddressOperation;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.SyncOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What others changed of what is ours.
///
/// @param repaired how often since the agent's start such a change was undone
/// @param last the last ones, oldest first
/// @param reported operations that were told and not carried out; told once as long as they stand
/// @param undone by object, how often it was put right lately
/// @param lapses how often it was something that keeps a real server silent
record DriftLog(
    long repaired,
    List<Drift> last,
    SortedSet<String> reported,
    SortedMap<String, Undone> undone,
    long lapses) {

  static final int KEPT = 20;

  /// So often in a row is no accident.
  static final int CONTESTED = 3;

  /// Nothing put right for so long ends a row. Longer than the longest backoff and a long poll.
  static final Duration CALM = Duration.ofMinutes(10);

  static final DriftLog EMPTY = new DriftLog(0, List.of(), Sorted.set(), Sorted.map(), 0);

  record Undone(int times, Instant since, Instant last) {}

  DriftLog {
    last = List.copyOf(last);
    reported = Sorted.set(reported);
    undone = Sorted.map(undone);
  }

  /// These undid what somebody did.
  DriftLog repaired(Collection<Operation> operations, Instant now) {
    List<Drift> all = new ArrayList<>(last);
    SortedSet<String> objects = new TreeSet<>();
    for (Operation operation : operations) {
      all.add(new Drift(now, operation.describe(), true));
      objects.add(object(operation));
    }
    SortedMap<String, Undone> rows = new TreeMap<>(undone);
    rows.values().removeIf(row -> row.last().plus(CALM).isBefore(now));
    for (String object : objects) {
      Undone row = rows.getOrDefault(object, new Undone(0, now, now));
      rows.put(object, new Undone(row.times() + 1, row.since(), now));
    }
    boolean lapse = operations.stream().anyMatch(Dependencies::keepsSilent);
    return new DriftLog(
        repaired + operations.size(), newest(all), Sorted.set(), rows, lapses + (lapse ? 1 : 0));
  }

  /// These would undo what somebody did, and are not carried out.
  DriftLog reported(Collection<Operation> operations, Instant now) {
    List<Drift> all = new ArrayList<>(last);
    SortedSet<String> standing = new TreeSet<>();
    for (Operation operation : operations) {
      if (operation instanceof AnnounceAddress) {
        continue; // follows from another one
      }
      if (standing.add(operation.describe()) && !reported.contains(operation.describe())) {
        all.add(new Drift(now, operation.describe(), false));
      }
    }
    return new DriftLog(repaired, newest(all), standing, undone, lapses);
  }

  /// Nothing is changed that would have to be told.
  DriftLog clear() {
    return reported.isEmpty() ? this : new DriftLog(repaired, last, Sorted.set(), undone, lapses);
  }

  List<Contest> contests(Instant now) {
    List<Contest> contests = new ArrayList<>();
    undone.forEach((object, row) -> {
      if (row.times() >= CONTESTED && !row.last().plus(CALM).isBefore(now)) {
        contests.add(new Contest(object, row.times(), row.since()));
      }
    });
    return contests;
  }

  private static List<Drift> newest(List<Drift> all) {
    return all.subList(Math.max(0, all.size() - KEPT), all.size());
  }

  /// What an operation is about: adding it and changing it are one quarrel.
  static String object(Operation operation) {
    return switch (operation) {
      case AddressOperation address -> address.address().toString();
      case IpvsOperation ipvs -> ipvs.service().describe();
      case SetSysctl set -> set.key().name();
      case RestoreSysctl restore -> restore.key().name();
      case SetTimeouts _, RestoreTimeouts _ -> "ip_vs timeouts";
      case SyncOperation sync -> "sync daemon " + sync.role().word();
      case AddDevice add -> "dev " + add.name();
      case RemoveDevice remove -> "dev " + remove.name();
      case AddDecapsulationPort add -> add.port().toString();
      case RemoveDecapsulationPort remove -> remove.port().toString();
      case PutRoute put -> "route " + put.key();
      case RemoveRoute remove -> "route " + remove.key();
      case RestoreRoute restore -> "route " + restore.key();
      case SetPacketRules _ -> "packet rules";
    };
  }
}
