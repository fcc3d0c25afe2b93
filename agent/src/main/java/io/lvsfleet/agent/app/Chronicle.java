package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Effect;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Explanation;
import io.lvsfleet.agent.core.Step;
import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.core.port.AgentMessage.StatisticsReport;
import io.lvsfleet.agent.core.port.AgentMessage.TransitionReport;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes down what happens, one line for each thing an operator may ask about later.
final class Chronicle {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  void operation(OperationOutcome outcome) {
    String what = outcome.operation().describe();
    switch (outcome) {
      case Done _ -> LOG.log(INFO, "done: {0}", what);
      case Failed failed -> LOG.log(WARNING, "failed: {0}: {1}", what, failed.message());
      case Skipped skipped ->
          LOG.log(
              WARNING, "skipped: {0}, for this failed: {1}", what, skipped.because().describe());
    }
  }

  void step(AgentState before, Event event, Step step) {
    AgentState after = step.next();
    switch (event) {
      case Event.SessionOpened _ -> LOG.log(INFO, "session established");
      case Event.SessionLost lost ->
          LOG.log(WARNING, "session lost: {0}; forwarding goes on as it is", lost.reason());
      case Event.NotReadyArrived arrived ->
          LOG.log(INFO, "the control plane is not ready: {0}", arrived.reason());
      case Event.DesiredArrived arrived -> desired(before, after, arrived.desired());
      case Event.ProbeFinished finished -> probe(before, after, finished);
      case Event.Observed observed ->
          observed
              .blind()
              .forEach((facet, blindness) ->
                  LOG.log(WARNING, "cannot look at {0}: {1}", facet.words(), blindness.message()));
      case Event.Found found -> findings(before, found);
      case Event.Ordered ordered ->
          LOG.log(WARNING, "ordered on this node: {0}", Explanation.words(ordered.hold()));
      case Event.Resumed _ -> LOG.log(WARNING, "all orders on this node end");
      case Event.Started _,
          Event.WitnessArrived _,
          Event.PlanExecuted _,
          Event.Suspected _,
          Event.KernelChanged _,
          Event.LinksChanged _,
          Event.StatisticsRead _,
          Event.FailoverSeen _,
          Event.Tick _ -> {}
    }
    servers(before.effective(), after.effective());
    drift(before, after);
    step.effects().forEach(this::effect);
  }

  private static void findings(AgentState before, Event.Found found) {
    for (Finding finding : found.findings()) {
      if (!before.findings().contains(finding)) {
        LOG.log(WARNING, "{0}: {1}; {2}", finding.subject(), finding.seen(), finding.advice());
      }
    }
  }

  private static void drift(AgentState before, AgentState after) {
    for (Drift drift : after.drift()) {
      if (!before.drift().contains(drift)) {
        LOG.log(
            WARNING,
            drift.repaired()
                ? "somebody else''s change undone: {0}"
                : "somebody else changed what is ours, not undone: {0}",
            drift.operation());
      }
    }
  }

  private static void desired(AgentState before, AgentState after, Desired arrived) {
    if (Objects.equals(before.desired(), after.desired())) {
      LOG.log(INFO, "keeping the state there is, not taking {0}", name(arrived.stamp()));
    } else {
      LOG.log(INFO, "new state {0}", name(arrived.stamp()));
    }
  }

  private static void probe(AgentState before, AgentState after, Event.ProbeFinished finished) {
    CheckState old = before.check(finished.check());
    CheckState now = after.check(finished.check());
    CheckVerdict verdict = now == null ? null : now.verdict();
    if (verdict != null && old != null && !verdict.equals(old.verdict())) {
      LOG.log(
          verdict.state() == CheckVerdict.State.UP ? INFO : WARNING,
          "check {0} is {1}: {2}",
          finished.check(),
          verdict.state(),
          verdict.words());
    }
  }

  private static void servers(@Nullable Effective before, @Nullable Effective after) {
    if (after == null || after.equals(before)) {
      return;
    }
    Set<EffectiveServer> known = before == null ? Set.of() : new HashSet<>(before.servers());
    Set<String> said = new HashSet<>();
    List<EffectiveServer> news =
        after.servers().stream().filter(server -> !known.contains(server)).toList();
    if (before != null && !news.isEmpty()) {
      known.removeAll(new HashSet<>(after.servers()));
      known.forEach(server -> said.add(words(server)));
    }
    for (EffectiveServer server : news) {
      String words = words(server);
      if (!said.contains(words)) {
        LOG.log(INFO, words);
      }
    }
  }

  /// How far a drain is would be said every two seconds.
  private static String words(EffectiveServer server) {
    return "%s/%s: %s: %s"
        .formatted(
            server.service(),
            server.realServer(),
            server.present() ? "weight " + server.weight() : "out",
            server.reason());
  }

  private void effect(Effect effect) {
    if (effect instanceof Effect.Send send) {
      switch (send.message()) {
        case Applied applied -> LOG.log(INFO, "applied {0}", name(applied.stamp()));
        case Rejected rejected ->
            rejected
                .reasons()
                .forEach(reason ->
                    LOG.log(
                        WARNING,
                        "rejected {0}: {1}: {2}: {3}",
                        name(rejected.stamp()),
                        reason.object(),
                        reason.code(),
                        reason.detail()));
        case HealthReport _, ObservedReport _, StatisticsReport _, TransitionReport _ -> {}
      }
    }
  }

  private static String name(Stamp stamp) {
    return stamp.nodeRevision() + " " + stamp.clusters() + " of incarnation " + stamp.incarnation();
  }
}
