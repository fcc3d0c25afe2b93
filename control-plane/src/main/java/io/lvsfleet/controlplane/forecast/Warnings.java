package io.lvsfleet.controlplane.forecast;

import io.lvsfleet.controlplane.forecast.NodeForecast.Step;
import io.lvsfleet.controlplane.forecast.Warning.Kind;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The warnings of a forecast being made.
final class Warnings {

  private final List<Warning> warnings = new ArrayList<>();
  private final @Nullable Touched touched;

  /// Entries whose successor has another key: they have been warned of.
  private final Set<Operation> replaced = new HashSet<>();

  private Warnings(@Nullable Touched touched) {
    this.touched = touched;
  }

  static List<Warning> of(
      NodeState before, NodeState after, List<Step> steps, @Nullable Touched touched) {
    Warnings made = new Warnings(touched);
    SortedMap<VirtualServiceKey, ServiceSpec> had = services(before.director());
    made.replacedEntries(had, services(after.director()));
    made.replacedParts(steps.stream().map(Step::operation).toList());
    steps.forEach(step -> made.step(step, had));
    return made.warnings;
  }

  private static SortedMap<VirtualServiceKey, ServiceSpec> services(
      @Nullable DirectorState director) {
    return director == null ? Sorted.map() : director.services();
  }

  /// Protocol, address, port and mark are what identifies an entry of ip_vs: nothing changes them.
  private void replacedEntries(
      SortedMap<VirtualServiceKey, ServiceSpec> before,
      SortedMap<VirtualServiceKey, ServiceSpec> after) {
    before.forEach((key, service) -> {
      ServiceSpec same = after.get(key);
      if (same != null && same.name().equals(service.name())) {
        replacedServers(key, service, same);
        return;
      }
      if (same == null) {
        after.forEach((newKey, successor) -> {
          if (successor.name().equals(service.name()) && !before.containsKey(newKey)) {
            replaces(
                new RemoveService(key),
                touched == null ? null : touched.of(key),
                "virtual service \"" + service.name() + "\" becomes " + newKey.describe());
          }
        });
      }
    });
  }

  private void replacedServers(VirtualServiceKey key, ServiceSpec before, ServiceSpec after) {
    SortedMap<String, RealServerKey> successors = new TreeMap<>();
    after
        .realServers()
        .forEach((server, spec) -> {
          if (!before.realServers().containsKey(server)) {
            successors.put(spec.name(), server);
          }
        });
    before
        .realServers()
        .forEach((server, spec) -> {
          RealServerKey successor = successors.get(spec.name());
          if (successor != null && !after.realServers().containsKey(server)) {
            replaces(
                new RemoveRealServer(key, server),
                touched == null ? null : touched.of(key, server),
                "real server \"" + spec.name() + "\" becomes " + successor);
          }
        });
  }

  private void replaces(Operation removal, @Nullable Long active, String what) {
    replaced.add(removal);
    warnings.add(
        new Warning(
            Kind.REPLACES,
            removal.describe(),
            active,
            what + ", which cannot be changed in place: its connections are cut"));
  }

  private void replacedParts(List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation instanceof StopSync stop
          && operations.stream()
              .anyMatch(o -> o instanceof StartSync start && start.role() == stop.role())) {
        part(stop, "the " + stop.role().word() + " daemon is started anew with its new settings");
      } else if (operation instanceof RemoveDevice remove
          && operations.stream()
              .anyMatch(
                  o -> o instanceof Operation.AddDevice add && add.name().equals(remove.name()))) {
        part(remove, "device " + remove.name() + " is made anew; what was on it goes with it");
      }
    }
  }

  private void part(Operation operation, String detail) {
    warnings.add(new Warning(Kind.REPLACES, operation.describe(), null, detail));
  }

  private void step(Step step, SortedMap<VirtualServiceKey, ServiceSpec> before) {
    Long active = step.activeConnections();
    Operation operation = step.operation();
    boolean isRemoval =
        operation instanceof RemoveRealServer
            || operation instanceof RemoveService
            || operation instanceof RemoveAddress;
    if (isRemoval && active != null && active > 0 && !replaced.contains(operation)) {
      warnings.add(
          new Warning(
              Kind.REMOVES_CONNECTIONS,
              operation.describe(),
              active,
              (active == 1 ? "1 active connection is" : active + " active connections are")
                  + " cut; a weight of 0 first lets them end"));
    }
    if (operation instanceof EditRealServer edit
        && edit.config().weight().value() == 0
        && weight(before, edit) > 0) {
      warnings.add(
          new Warning(
              Kind.WEIGHT_ZERO,
              operation.describe(),
              active,
              "it gets no new connections; those it has go on"));
    }
  }

  private static int weight(SortedMap<VirtualServiceKey, ServiceSpec> before, EditRealServer edit) {
    ServiceSpec service = Objects.requireNonNull(before.get(edit.service()));
    RealServerSpec server = Objects.requireNonNull(service.realServers().get(edit.realServer()));
    return server.config().weight().value();
  }
}
