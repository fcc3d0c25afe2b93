package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is worth an event between two views of one agent. Pure.
final class Transitions {

  private static final int SHOWN_REASONS = 5;

  private Transitions() {}

  /// An event to be.
  record Transition(String type, String detail) {
    Transition {
      detail = Limits.clip(detail);
    }
  }

  static List<Transition> between(AgentView before, AgentView after) {
    List<Transition> all = new ArrayList<>();
    if (after.applied() != null && !after.applied().equals(before.applied())) {
      all.add(new Transition("applied", after.applied().toString()));
    }
    if (after.rejection() != null && !after.rejection().equals(before.rejection())) {
      all.add(new Transition("rejected", describe(after.rejection())));
    }
    after.readiness().forEach((cluster, now) -> readiness(before, cluster, now, all));
    after.verdicts().forEach((check, now) -> verdict(before, check, now, all));
    if (after.repairedDrift() > before.repairedDrift()) {
      all.add(
          new Transition(
              "drift",
              after.repairedDrift() + " changes of others undone since the agent's start"));
    }
    return all;
  }

  private static void readiness(
      AgentView before, ClusterId cluster, Readiness now, List<Transition> all) {
    Readiness then = before.readiness().get(cluster);
    now.addresses()
        .forEach((address, missing) -> {
          boolean news =
              then == null
                  || !then.addresses().containsKey(address)
                  || then.ready(address) != now.ready(address);
          if (news) {
            all.add(new Transition("readiness", describe(cluster, address, missing)));
          }
        });
  }

  private static String describe(ClusterId cluster, IpAddress address, List<Precondition> missing) {
    return cluster
        + " "
        + address
        + (missing.isEmpty()
            ? ": ready"
            : missing.stream()
                .map(Precondition::toString)
                .collect(Collectors.joining("; ", ": not ready: ", "")));
  }

  private static void verdict(
      AgentView before, CheckKey check, CheckVerdict now, List<Transition> all) {
    CheckVerdict then = before.verdicts().get(check);
    if (then == null || then.state() != now.state()) {
      String word =
          switch (now.state()) {
            case UP -> "up";
            case DOWN -> "down";
          };
      all.add(new Transition("check", check + " is " + word + ": " + now.evidence()));
    }
  }

  private static String describe(Rejection rejection) {
    String shown =
        rejection.reasons().stream()
            .limit(SHOWN_REASONS)
            .map(reason -> reason.object() + ": " + reason.code() + ": " + reason.detail())
            .collect(Collectors.joining("; ", rejection.stamp() + ": ", ""));
    int more = rejection.reasons().size() - SHOWN_REASONS;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }
}
