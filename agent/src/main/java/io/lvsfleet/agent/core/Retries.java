package io.lvsfleet.agent.core;

import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When what did not help may be tried again, for each object by itself: one that is refused, or
/// fought over, keeps no other from being put right at once.
///
/// @param rows of objects that were tried lately
record Retries(SortedMap<String, Patience> rows) {

  static final Retries NONE = new Retries(Sorted.map());

  Retries {
    rows = Sorted.map(rows);
  }

  /// A plan in two halves.
  ///
  /// @param until when something of the other half may be tried; null when there is none
  record Split(Plan now, List<Operation> later, @Nullable Instant until) {}

  Retries spend(Collection<Operation> operations, Instant now) {
    SortedMap<String, Patience> all = new TreeMap<>(rows);
    all.values().removeIf(row -> row.calm(now));
    operations.stream()
        .map(Retries::object)
        .distinct()
        .forEach(object -> all.put(object, all.getOrDefault(object, Patience.FULL).spend(now)));
    return new Retries(all);
  }

  /// When this may be tried.
  Instant notBefore(Operation operation) {
    return rows.getOrDefault(object(operation), Patience.FULL).notBefore();
  }

  /// What rests on what has to wait waits with it.
  Split split(Plan plan, Instant now) {
    List<Operation> allowed = new ArrayList<>();
    List<Operation> later = new ArrayList<>();
    Instant until = null;
    for (Operation operation : plan.operations()) {
      Instant notBefore = notBefore(operation);
      if (now.isBefore(notBefore)) {
        later.add(operation);
        until = until == null || notBefore.isBefore(until) ? notBefore : until;
      } else if (Dependencies.blocker(operation, later).isPresent()) {
        later.add(operation);
      } else {
        allowed.add(operation);
      }
    }
    Plan part = new Plan(allowed, plan.conflicts(), plan.foreign(), plan.intent());
    return new Split(part, List.copyOf(later), until);
  }

  /// A virtual service and each real server in it are objects of their own, and so is the news of
  /// an address.
  private static String object(Operation operation) {
    return switch (operation) {
      case AnnounceAddress announce -> announce.describe();
      case AddRealServer add -> add.service().describe() + " " + add.realServer();
      case EditRealServer edit -> edit.service().describe() + " " + edit.realServer();
      case RemoveRealServer remove -> remove.service().describe() + " " + remove.realServer();
      case Operation other -> DriftLog.object(other);
    };
  }
}
