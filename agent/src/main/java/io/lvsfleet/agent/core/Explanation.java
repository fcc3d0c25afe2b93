package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.core.readiness.ReadinessJudge;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Declared;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All an agent knows and why it does what it does, for people: in the words of `ipvsadm`, `ip`,
/// `sysctl` and `nft`.
public final class Explanation {

  private final AgentState state;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  private Explanation(AgentState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  public static String of(AgentState state, Instant now) {
    Explanation explanation = new Explanation(state, now);
    explanation.tell();
    return String.join("\n", explanation.lines) + "\n";
  }

  private void tell() {
    Desired desired = state.desired();
    Effective effective = state.effective();
    if (desired == null || effective == null) {
      lines.add("no state yet: nothing is touched");
      section("ours by the ledger", ledger());
      return;
    }
    head(desired);
    Plan plan =
        Planning.plan(
            desired.state(),
            effective,
            state.view().known(),
            state.ledger(),
            state.sight().parts());
    section("desired, as it would be made", words(desiredState(desired.state())));
    section("effective now", words(effective.state()));
    section("observed", words(state.view().known()));
    section("left to do", describe(plan.operations()));
    section("in the way", plan.conflicts().stream().map(c -> c.object() + ": " + c.detail()));
    section("somebody else's", plan.foreign());
    HealthWords health = new HealthWords(state, desired.state());
    section("virtual services", health.services(effective));
    section("real servers", health.servers(effective));
    section("checks of this node", checks());
    section("as a real server", readiness(desired.state()));
    section(
        "cannot be looked at",
        state.sight().blind().entrySet().stream()
            .map(one -> one.getKey().words() + ": " + one.getValue().message()));
    section("ordered on this node", state.orders().holds().stream().map(Explanation::words));
    section(
        "changed by somebody else",
        state.drift().stream()
            .map(one ->
                one.at() + (one.repaired() ? " undone: " : " not undone: ") + one.operation()));
    section(
        "contested",
        state.driftLog().contests(now).stream()
            .map(one ->
                one.object() + ": put right " + one.times() + " times since " + one.since()));
    section(
        "found around ip_vs",
        state.findings().stream()
            .map(one ->
                one.subject()
                    + ": "
                    + one.seen()
                    + (one.advice().isEmpty() ? "" : "; " + one.advice())));
    section("ours by the ledger", ledger());
  }

  private void head(Desired desired) {
    lines.add(
        "node %s, state %d of incarnation %s%s"
            .formatted(
                desired.state().node(),
                desired.stamp().nodeRevision(),
                desired.stamp().incarnation(),
                state.mode() == Event.Mode.OBSERVING ? "; this agent only observes" : ""));
    lines.add("control plane: " + (state.said().open() ? "connected" : "out of reach"));
    AgentMessage answer = state.truth().answer();
    switch (answer) {
      case Applied _ -> lines.add("applied");
      case Rejected rejected -> {
        lines.add("not applied:");
        rejected
            .reasons()
            .forEach(
                one -> lines.add("  " + one.object() + ": " + one.code() + ": " + one.detail()));
      }
      case null -> lines.add("not decided yet");
      case AgentMessage.HealthReport _,
          AgentMessage.ObservedReport _,
          AgentMessage.StatisticsReport _,
          AgentMessage.TransitionReport _ ->
          throw new IllegalStateException("no answer: " + answer);
    }
    Desired heldBack = state.orders().heldBack();
    if (heldBack != null) {
      lines.add("held back: state " + heldBack.stamp().nodeRevision());
    }
  }

  private void section(String title, java.util.stream.Stream<String> content) {
    section(title, content.toList());
  }

  /// What is empty is left out.
  private void section(String title, List<String> content) {
    if (!content.isEmpty()) {
      lines.add("");
      lines.add(title + ":");
      content.forEach(line -> lines.add("  " + line));
    }
  }

  /// Before health and orders had their say.
  private static KernelState desiredState(NodeState desired) {
    return Declared.of(desired);
  }

  /// What somebody would type to make it.
  private static List<String> words(KernelState kernel) {
    Ledger nothing = Ledger.empty(AgentState.blank().host());
    Plan making = Reconciler.plan(KernelState.EMPTY, kernel, nothing);
    return describe(
        making.operations().stream().filter(one -> !(one instanceof AnnounceAddress)).toList());
  }

  private static List<String> describe(List<Operation> operations) {
    return operations.stream().map(Operation::describe).toList();
  }

  /// For people, also in the log.
  public static String words(Hold hold) {
    String what =
        switch (hold.kind()) {
          case Hold.WeightHold one ->
              "weight of " + one.service() + "/" + one.realServer() + " is " + one.weight();
          case Hold.Freeze _ -> "changes are held back";
          case Hold.Withdrawal _ -> "all that is ours is withdrawn";
        };
    return what
        + ", by "
        + hold.by()
        + " at "
        + hold.since()
        + (hold.until() == null ? ", until resumed" : ", until " + hold.until());
  }

  private List<String> checks() {
    List<String> words = new ArrayList<>();
    state.checks().forEach((key, check) -> words.add(key + ": " + verdict(check)));
    return words;
  }

  private static String verdict(CheckState check) {
    @Nullable CheckVerdict verdict = check.verdict();
    return verdict == null
        ? "no verdict yet"
        : verdict.state() + " since " + verdict.since() + ": " + verdict.words();
  }

  private List<String> readiness(NodeState desired) {
    List<String> words = new ArrayList<>();
    ReadinessJudge.judge(
            desired, state.view().known(), state.sight().parts(), state.driftLog().lapses())
        .forEach((cluster, readiness) -> {
          readiness(words, cluster + " ", readiness.addresses());
          readiness(words, cluster + " gateway ", readiness.gateways());
        });
    return words;
  }

  private static <K> void readiness(
      List<String> words, String what, SortedMap<K, List<Readiness.Precondition>> judged) {
    judged.forEach((subject, missing) -> {
      words.add(what + subject + ": " + (missing.isEmpty() ? "ready" : "not ready"));
      missing.forEach(one -> words.add("  " + one));
    });
  }

  private List<String> ledger() {
    List<String> words = new ArrayList<>();
    Ledger ledger = state.ledger();
    ledger.services().forEach((key, servers) -> words.add(key.describe() + " with " + servers));
    ledger.addresses().forEach(one -> words.add(one.toString()));
    ledger.devices().forEach(one -> words.add("dev " + one));
    ledger.decapsulationPorts().forEach(one -> words.add(one.toString()));
    ledger.routes().forEach(one -> words.add("route " + one));
    ledger.syncDaemons().forEach(one -> words.add("sync daemon " + one.word()));
    ledger.sysctlOriginals().forEach((key, value) -> words.add(key + ", was " + value));
    if (ledger.timeoutsOriginal() != null) {
      words.add("ip_vs timeouts, were " + ledger.timeoutsOriginal().describe());
    }
    ledger
        .routeOriginals()
        .forEach((key, route) -> words.add("route " + key + ", was " + route.describe()));
    return Sorted.set(words).stream().toList();
  }
}
