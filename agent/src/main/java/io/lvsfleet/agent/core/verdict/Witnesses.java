package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The memory of what other nodes' agents reported. What a report does not speak of stays as it was
/// known: an agent, or a control plane, that has just started knows nothing, and nothing is no bad
/// news. Only an explicit not-ready or a reported failure is.
public final class Witnesses {

  private Witnesses() {}

  /// With a report taken in.
  public static SortedMap<NodeId, WitnessReport> with(
      SortedMap<NodeId, WitnessReport> known,
      WitnessReport report,
      NodeState desired,
      Instant now) {
    SortedMap<NodeId, WitnessReport> merged = new TreeMap<>(known);
    WitnessReport old = known.get(report.witness());
    WitnessReport before =
        old == null ? new WitnessReport(report.witness(), true, Sorted.map(), Sorted.map()) : old;
    merged.put(report.witness(), merge(before, report, desired, now));
    return merged;
  }

  /// A cluster's readiness is reported whole or not at all. A check that is no longer reported
  /// keeps its verdict only while a real server still depends on it.
  private static WitnessReport merge(
      WitnessReport old, WitnessReport report, NodeState desired, Instant now) {
    SortedMap<ClusterId, Readiness> readiness =
        rebooted(old, report) ? new TreeMap<>() : new TreeMap<>(old.readiness());
    readiness.putAll(report.readiness());
    SortedMap<CheckKey, CheckVerdict> checks = new TreeMap<>(old.checks());
    checks.keySet().removeAll(report.checks().keySet());
    if (!checks.isEmpty()) {
      checks.keySet().retainAll(checks(desired));
    }
    checks.putAll(report.checks());
    return new WitnessReport(
        report.witness(),
        report.connected(),
        report.connected() ? null : silentSince(old, now),
        null,
        report.bootId().isEmpty() ? old.bootId() : report.bootId(),
        readiness,
        checks);
  }

  /// What a host was ready for before a reboot it is no more: its addresses and parameters are
  /// gone.
  private static boolean rebooted(WitnessReport old, WitnessReport report) {
    return !old.bootId().isEmpty()
        && !report.bootId().isEmpty()
        && !old.bootId().equals(report.bootId());
  }

  /// By our own clock, for two clocks may differ; and silence that goes on began when it began.
  private static Instant silentSince(WitnessReport old, Instant now) {
    return old.silentSince() != null ? old.silentSince() : now;
  }

  /// Without the nodes that were gates before and are none now: should one come back, it has to be
  /// ready anew. Nodes that were none before are kept, for their report may precede the state that
  /// needs it.
  public static SortedMap<NodeId, WitnessReport> forNext(
      SortedMap<NodeId, WitnessReport> known, NodeState previous, NodeState next) {
    Set<NodeId> gone = gates(previous);
    gone.removeAll(gates(next));
    SortedMap<NodeId, WitnessReport> kept = new TreeMap<>(known);
    kept.keySet().removeAll(gone);
    return kept;
  }

  /// After a restart, or without a session, nobody is known to be connected.
  public static SortedMap<NodeId, WitnessReport> disconnected(
      SortedMap<NodeId, WitnessReport> known, Instant now) {
    SortedMap<NodeId, WitnessReport> all = new TreeMap<>();
    known.forEach((node, report) ->
        all.put(
            node,
            new WitnessReport(
                node,
                false,
                report.silentSince(),
                report.connected() ? now : report.heardUntil(),
                report.bootId(),
                report.readiness(),
                report.checks())));
    return all;
  }

  /// The virtual IPs for which a node was known not to be ready and now is, or was loud for a
  /// moment: its neighbours may take it for their holder.
  public static Set<IpAddress> silentAgain(
      SortedMap<NodeId, WitnessReport> before,
      SortedMap<NodeId, WitnessReport> after,
      NodeId node,
      ClusterId cluster) {
    Readiness was = readiness(before, node, cluster);
    Readiness is = readiness(after, node, cluster);
    Set<IpAddress> all = new TreeSet<>(was.addresses().keySet());
    boolean lapsed = is.lapses() != was.lapses();
    all.removeIf(address -> !is.ready(address) || (was.ready(address) && !lapsed));
    return all;
  }

  private static Readiness readiness(
      SortedMap<NodeId, WitnessReport> known, NodeId node, ClusterId cluster) {
    WitnessReport report = known.get(node);
    return report == null
        ? Readiness.of(Sorted.map())
        : report.readiness().getOrDefault(cluster, Readiness.of(Sorted.map()));
  }

  private static Set<NodeId> gates(NodeState state) {
    Set<NodeId> gates = new TreeSet<>();
    servers(state)
        .forEach(server -> {
          RealServerSpec.Gate gate = server.gate();
          if (gate != null) {
            gates.add(gate.node());
          }
        });
    return gates;
  }

  private static Set<CheckKey> checks(NodeState state) {
    Set<CheckKey> checks = new TreeSet<>();
    servers(state).forEach(server -> checks.addAll(server.reportedChecks()));
    return checks;
  }

  private static Stream<RealServerSpec> servers(NodeState state) {
    DirectorState director = state.director();
    return director == null
        ? Stream.empty()
        : director.services().values().stream().flatMap(Witnesses::servers);
  }

  private static Stream<RealServerSpec> servers(ServiceSpec service) {
    HealthPolicy.SorryServer sorry = service.health().sorry();
    return Stream.concat(
        service.realServers().values().stream(),
        sorry == null ? Stream.empty() : Stream.of(sorry.server()));
  }
}
