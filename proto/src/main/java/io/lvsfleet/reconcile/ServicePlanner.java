package io.lvsfleet.reconcile;

import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Reconciler.Difference;
import java.util.SortedMap;
import java.util.SortedSet;

/// The ip_vs part of a plan.
final class ServicePlanner {

  private final Planner planner;
  private final Ledger ledger;
  private final SortedSet<VirtualServiceKey> adopt;

  /// @param adopt services that become ours even when somebody else made them
  ServicePlanner(Planner planner, Ledger ledger, SortedSet<VirtualServiceKey> adopt) {
    this.planner = planner;
    this.ledger = ledger;
    this.adopt = adopt;
  }

  void plan(
      SortedMap<VirtualServiceKey, VirtualService> observed,
      SortedMap<VirtualServiceKey, VirtualService> wanted) {
    Reconciler.diff(
        observed,
        wanted,
        new Difference<>(
            this::add,
            (key, pair) -> {
              if (ledger.owns(key) || adopt.contains(key)) {
                planner.intent.claim(key);
                edit(key, pair.found(), pair.wanted());
              } else {
                conflictService(key, pair.found());
              }
            },
            (key, found) -> {
              if (ledger.owns(key)) {
                remove(key, found);
              } else {
                reportForeign(key, found);
              }
            }));
    for (VirtualServiceKey own : ledger.services().keySet()) {
      if (!wanted.containsKey(own) && !observed.containsKey(own)) {
        planner.intent.drop(own);
      }
    }
  }

  private void add(VirtualServiceKey key, VirtualService wanted) {
    planner.intent.drop(key); // claims on real servers that vanished with an earlier incarnation
    planner.intent.claim(key);
    planner.add(new AddService(key, wanted.config()));
    realServers(key, Sorted.map(), wanted.realServers());
  }

  private void edit(VirtualServiceKey key, VirtualService found, VirtualService wanted) {
    if (!found.config().equals(wanted.config())) {
      planner.add(new EditService(key, wanted.config()));
    }
    realServers(key, found.realServers(), wanted.realServers());
  }

  private void remove(VirtualServiceKey key, VirtualService found) {
    realServers(key, found.realServers(), Sorted.map());
    long others = found.realServers().keySet().stream().filter(r -> !ledger.owns(key, r)).count();
    if (others == 0) {
      planner.add(new RemoveService(key));
    } else {
      planner.conflict(
          new RemoveService(key).describe(),
          "the service stays, because "
              + others
              + " real server(s) in it were added by somebody else; remove them by hand");
    }
  }

  private void realServers(
      VirtualServiceKey service,
      SortedMap<RealServerKey, RealServerConfig> observed,
      SortedMap<RealServerKey, RealServerConfig> wanted) {
    Reconciler.diff(
        observed,
        wanted,
        new Difference<>(
            (key, config) -> {
              planner.intent.claim(service, key);
              planner.add(new AddRealServer(service, key, config));
            },
            (key, pair) -> {
              if (!ledger.owns(service, key) && !adopt.contains(service)) {
                conflictRealServer(service, key, pair.found());
                return;
              }
              planner.intent.claim(service, key);
              if (!pair.same()) {
                planner.add(new EditRealServer(service, key, pair.wanted()));
              }
            },
            (key, config) -> {
              if (ledger.owns(service, key)) {
                planner.add(new RemoveRealServer(service, key));
              } else {
                reportForeign(service, key, config);
              }
            }));
    ledger.services().getOrDefault(service, Sorted.set()).stream()
        .filter(own -> !wanted.containsKey(own) && !observed.containsKey(own))
        .forEach(own -> planner.intent.drop(service, own));
  }

  private void conflictService(VirtualServiceKey key, VirtualService found) {
    planner.conflict(
        new AddService(key, found.config()).describe(),
        "a virtual service of this key was made by somebody else and is left untouched with its"
            + " real servers; remove it (ipvsadm -D "
            + key.describe()
            + ") or adopt it");
    reportForeign(key, found);
  }

  private void conflictRealServer(
      VirtualServiceKey service, RealServerKey key, RealServerConfig found) {
    planner.conflict(
        new AddRealServer(service, key, found).describe(),
        "this real server was added by somebody else and is left untouched; remove it (ipvsadm -d "
            + service.describe()
            + " -r "
            + key
            + ") or adopt it");
    reportForeign(service, key, found);
  }

  private void reportForeign(VirtualServiceKey key, VirtualService found) {
    planner.foreign("-A " + key.describe() + " " + found.config().describe());
    found.realServers().forEach((realServer, config) -> reportForeign(key, realServer, config));
  }

  private void reportForeign(
      VirtualServiceKey service, RealServerKey key, RealServerConfig config) {
    planner.foreign("-a " + service.describe() + " -r " + key + " " + config.describe());
  }
}
