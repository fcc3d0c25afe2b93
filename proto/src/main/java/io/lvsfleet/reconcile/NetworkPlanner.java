package io.lvsfleet.reconcile;

import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
import io.lvsfleet.reconcile.Reconciler.Difference;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The part of a plan that is neither the ip_vs table nor addresses nor parameters.
final class NetworkPlanner {

  private final Planner planner;
  private final Ledger ledger;

  /// Devices that are removed to be made anew: what was on them goes with them.
  private final SortedSet<String> cleared = new TreeSet<>();

  NetworkPlanner(Planner planner, Ledger ledger) {
    this.planner = planner;
    this.ledger = ledger;
  }

  /// @return what is observed as it will be once the devices that change have been removed
  KernelState plan(KernelState observed, KernelState wanted) {
    settings(observed.settings(), wanted.settings());
    devices(observed.network().devices(), wanted.network().devices());
    ports(observed.network().decapsulationPorts(), wanted.network().decapsulationPorts());
    KernelState left = withoutCleared(observed);
    routes(left.network().routes(), wanted.network().routes());
    rules(observed.network().packetRules(), wanted.network().packetRules());
    return left;
  }

  private void settings(IpvsSettings observed, IpvsSettings wanted) {
    timeouts(observed, wanted);
    Reconciler.diff(
        observed.syncDaemons(),
        wanted.syncDaemons(),
        new Difference<SyncDaemon.Role, SyncDaemon>(
            (role, daemon) -> {
              planner.intent.claim(role);
              planner.add(new StartSync(daemon));
            },
            (role, pair) -> {
              if (!ledger.syncDaemons().contains(role)) {
                planner.conflict(
                    new StartSync(pair.wanted()).describe(),
                    "a "
                        + role.word()
                        + " daemon was started by somebody else and is left running; stop it"
                        + " (ipvsadm --stop-daemon "
                        + role.word()
                        + ")");
                planner.foreign("--start-daemon " + pair.found().describe());
              } else if (!pair.same()) {
                planner.add(new StopSync(role));
                planner.add(new StartSync(pair.wanted()));
              }
            },
            (role, found) -> {
              if (ledger.syncDaemons().contains(role)) {
                planner.add(new StopSync(role));
              } else {
                planner.foreign("--start-daemon " + found.describe());
              }
            }));
    ledger.syncDaemons().stream()
        .filter(own -> absent(own, observed.syncDaemons(), wanted.syncDaemons()))
        .forEach(planner.intent::drop);
  }

  private void timeouts(IpvsSettings observed, IpvsSettings wanted) {
    Timeouts found = observed.timeouts();
    Timeouts original = ledger.timeoutsOriginal();
    if (wanted.timeouts() != null) {
      if (found != null) {
        planner.intent.remember(found);
      }
      if (!wanted.timeouts().equals(found)) {
        planner.add(new SetTimeouts(wanted.timeouts()));
      }
    } else if (original != null) {
      if (found == null || found.equals(original)) {
        planner.intent.forgetTimeouts();
      } else {
        planner.add(new RestoreTimeouts(original));
      }
    }
  }

  private void devices(SortedMap<String, Device> observed, SortedMap<String, Device> wanted) {
    Reconciler.diff(
        observed,
        wanted,
        new Difference<String, Device>(
            (name, device) -> {
              planner.intent.claimDevice(name);
              planner.add(new AddDevice(name, device));
            },
            (name, pair) -> {
              if (pair.same()) {
                return;
              }
              if (ledger.devices().contains(name)) {
                cleared.add(name);
                planner.add(Phase.CLEAR_DEVICE, new RemoveDevice(name));
                planner.add(new AddDevice(name, pair.wanted()));
              } else {
                planner.conflict(
                    new AddDevice(name, pair.wanted()).describe(),
                    "a device of this name was made by somebody else ("
                        + pair.found().describe()
                        + ") and is left untouched; remove it (ip link del "
                        + name
                        + ")");
              }
            },
            (name, _) -> {
              if (ledger.devices().contains(name)) {
                planner.add(new RemoveDevice(name));
              }
            }));
    ledger.devices().stream()
        .filter(own -> absent(own, observed, wanted))
        .forEach(planner.intent::dropDevice);
  }

  private void ports(SortedSet<DecapsulationPort> observed, SortedSet<DecapsulationPort> wanted) {
    for (DecapsulationPort port : wanted) {
      if (!observed.contains(port)) {
        planner.intent.claim(port);
        planner.add(new AddDecapsulationPort(port));
      }
    }
    for (DecapsulationPort own : ledger.decapsulationPorts()) {
      if (!wanted.contains(own)) {
        if (observed.contains(own)) {
          planner.add(new RemoveDecapsulationPort(own));
        } else {
          planner.intent.drop(own);
        }
      }
    }
  }

  /// A default route of somebody else is replaced and comes back in the end, because a host has
  /// only one that counts; any other one is left to its owner.
  private void routes(SortedMap<RouteKey, Route> observed, SortedMap<RouteKey, Route> wanted) {
    Reconciler.diff(
        observed,
        wanted,
        new Difference<RouteKey, Route>(
            (key, route) -> {
              planner.intent.claim(key, null);
              planner.add(new PutRoute(key, route));
            },
            (key, pair) -> {
              if (pair.same()) {
                return;
              }
              if (ledger.routes().contains(key) || key.destination().length() == 0) {
                planner.intent.claim(key, pair.found());
                planner.add(new PutRoute(key, pair.wanted()));
              } else {
                planner.conflict(
                    new PutRoute(key, pair.wanted()).describe(),
                    "a route to "
                        + key
                        + " was made by somebody else ("
                        + pair.found().describe()
                        + ") and is left untouched; remove it (ip route del "
                        + key
                        + ")");
              }
            },
            (key, _) -> {
              if (ledger.routes().contains(key)) {
                Route original = ledger.routeOriginals().get(key);
                planner.add(
                    original == null ? new RemoveRoute(key) : new RestoreRoute(key, original));
              }
            }));
    for (RouteKey own : ledger.routes()) {
      if (absent(own, observed, wanted)) {
        Route original = ledger.routeOriginals().get(own);
        if (original == null) {
          planner.intent.drop(own);
        } else {
          planner.add(new RestoreRoute(own, original));
        }
      }
    }
  }

  /// What is new is there before what needs it, what is old until nothing needs it any more.
  private void rules(SortedSet<PacketRule> observed, SortedSet<PacketRule> wanted) {
    if (observed.equals(wanted)) {
      return;
    }
    SortedSet<PacketRule> both = new TreeSet<>(observed);
    both.removeIf(PacketRule.Unknown.class::isInstance);
    both.addAll(wanted);
    if (!both.equals(observed)) {
      planner.add(new SetPacketRules(both));
    }
    if (!both.equals(wanted)) {
      planner.add(Phase.CLEAR_PACKET_RULES, new SetPacketRules(wanted));
    }
  }

  private KernelState withoutCleared(KernelState observed) {
    if (cleared.isEmpty()) {
      return observed;
    }
    SortedSet<LocalAddress> addresses = new TreeSet<>(observed.addresses());
    addresses.removeIf(address -> cleared.contains(address.interfaceName()));
    Network network = observed.network();
    SortedMap<RouteKey, Route> routes = new TreeMap<>(network.routes());
    routes
        .values()
        .removeIf(route -> {
          String name = route.interfaceName();
          return name != null && cleared.contains(name);
        });
    return new KernelState(
        observed.services(),
        addresses,
        observed.sysctls(),
        observed.settings(),
        new Network(
            network.devices(), network.decapsulationPorts(), routes, network.packetRules()));
  }

  private static <K> boolean absent(K own, SortedMap<K, ?> observed, SortedMap<K, ?> wanted) {
    return !observed.containsKey(own) && !wanted.containsKey(own);
  }
}
