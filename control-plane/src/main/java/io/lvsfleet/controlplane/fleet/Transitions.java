package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is worth an event between two views of one agent. Pure.
final class Transitions {

  private static final int SHOWN_REASONS = 5;

  private Transitions() {}

  static List<AgentEvent> between(AgentView before, AgentView after) {
    List<AgentEvent> all = new ArrayList<>();
    if (after.applied() != null && !after.applied().equals(before.applied())) {
      all.add(applied(after.applied()));
    }
    if (after.rejection() != null && !after.rejection().equals(before.rejection())) {
      all.add(rejected(after.rejection()));
    }
    after.readiness().forEach((cluster, now) -> readiness(before, cluster, now, all));
    after.verdicts().forEach((check, now) -> verdict(before, check, now, all));
    FailoverTransitions.between(
        before.observation().failover(), after.observation().failover(), all);
    if (after.repairedDrift() > before.repairedDrift()) {
      all.add(
          AgentEvent.of(
              EventType.AGENT_DRIFT,
              after.repairedDrift() + " changes of others undone since the agent's start",
              Map.of("repaired", after.repairedDrift())));
    }
    return all;
  }

  private static AgentEvent applied(Stamp stamp) {
    return AgentEvent.of(
        EventType.AGENT_APPLIED,
        Limits.clip(stamp.toString()),
        Map.of("nodeRevision", stamp.nodeRevision(), "revisions", revisions(stamp)));
  }

  private static SortedMap<String, Long> revisions(Stamp stamp) {
    SortedMap<String, Long> revisions = new TreeMap<>();
    stamp.clusters().forEach((id, revision) -> revisions.put(id.name(), revision.number()));
    return revisions;
  }

  private static AgentEvent rejected(Rejection rejection) {
    List<Rejection.Reason> shown = rejection.reasons().stream().limit(SHOWN_REASONS).toList();
    int more = rejection.reasons().size() - shown.size();
    String sentence =
        shown.stream()
            .map(reason -> reason.object() + ": " + reason.code() + ": " + reason.detail())
            .collect(Collectors.joining("; ", rejection.stamp() + ": ", ""));
    return AgentEvent.of(
        EventType.AGENT_REJECTED,
        Limits.clip(more > 0 ? sentence + "; and " + more + " more" : sentence),
        Map.of(
            "nodeRevision",
            rejection.stamp().nodeRevision(),
            "revisions",
            revisions(rejection.stamp()),
            "reasons",
            shown.stream()
                .map(reason ->
                    Map.of(
                        "object", Limits.clip(reason.object()),
                        "code", Limits.clip(reason.code()),
                        "detail", Limits.clip(reason.detail())))
                .toList(),
            "more",
            more));
  }

  private static void readiness(
      AgentView before, ClusterId cluster, Readiness now, List<AgentEvent> all) {
    Readiness then = before.readiness().get(cluster);
    now.addresses()
        .forEach((address, missing) -> {
          boolean news =
              then == null
                  || !then.addresses().containsKey(address)
                  || then.ready(address) != now.ready(address);
          if (news) {
            all.add(readiness(cluster, address, missing));
          }
        });
  }

  private static AgentEvent readiness(
      ClusterId cluster, IpAddress address, List<Precondition> missing) {
    return new AgentEvent(
        EventType.AGENT_READINESS,
        cluster,
        Limits.clip(
            cluster
                + " "
                + address
                + (missing.isEmpty()
                    ? ": ready"
                    : missing.stream()
                        .map(Precondition::toString)
                        .collect(Collectors.joining("; ", ": not ready: ", "")))),
        Map.of(
            "address",
            address.toString(),
            "ready",
            missing.isEmpty(),
            "missing",
            missing.stream()
                .map(p -> Map.of("subject", p.subject(), "seen", p.seen(), "needed", p.needed()))
                .toList()));
  }

  private static void verdict(
      AgentView before, CheckKey check, CheckVerdict now, List<AgentEvent> all) {
    CheckVerdict then = before.verdicts().get(check);
    if (then == null || then.state() != now.state()) {
      String word =
          switch (now.state()) {
            case UP -> "up";
            case DOWN -> "down";
          };
      all.add(
          new AgentEvent(
              EventType.AGENT_CHECK,
              check.cluster(),
              Limits.clip(check + " is " + word + ": " + now.words()),
              Map.of(
                  "service",
                  check.service(),
                  "realServer",
                  check.realServer(),
                  "check",
                  check.check(),
                  "state",
                  word,
                  "evidence",
                  now.words())));
    }
  }
}
