package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Witnessing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why a real server gets what it gets, in sentences: of what directors and witnesses said last.
final class Explanation {

  private final TopologyService topology;
  private final ClusterTopology cluster;
  private final Map<NodeId, AgentView> agents;
  private final String service;
  private final String realServer;

  private Explanation(
      TopologyService topology,
      ClusterTopology cluster,
      Map<NodeId, AgentView> agents,
      String service,
      String realServer) {
    this.topology = topology;
    this.cluster = cluster;
    this.agents = agents;
    this.service = service;
    this.realServer = realServer;
  }

  /// The explanation.
  public record ExplanationView(
      String cluster, String service, String realServer, List<DirectorView> directors) {

    String text() {
      return directors.stream()
          .map(director ->
              director.director()
                  + ":\n"
                  + director.sentences().stream()
                      .map(sentence -> "  " + sentence + "\n")
                      .collect(Collectors.joining()))
          .collect(Collectors.joining("", cluster + "/" + service + "/" + realServer + "\n", ""));
    }
  }

  /// Of one director.
  ///
  /// @param state as the director names it, for example `slowStart`; null before it said anything
  /// @param since when it came into that state
  /// @param weight in its kernel; null before it said anything
  /// @param sentences what it does first, then why
  public record DirectorView(
      String director,
      @Nullable String state,
      @Nullable Instant since,
      @Nullable Boolean present,
      @Nullable Integer weight,
      List<String> sentences) {}

  static ExplanationView of(
      TopologyService topology,
      ClusterTopology cluster,
      Map<NodeId, AgentView> agents,
      String service,
      String realServer) {
    Explanation explanation = new Explanation(topology, cluster, agents, service, realServer);
    return new ExplanationView(
        cluster.id().name(),
        service,
        realServer,
        cluster.directors().stream().map(explanation::director).toList());
  }

  private DirectorView director(NodeId director) {
    AgentView view = agents.get(director);
    EffectiveServer effective =
        view == null
            ? null
            : view.servers().stream()
                .filter(s -> s.service().equals(service) && s.realServer().equals(realServer))
                .findFirst()
                .orElse(null);
    List<String> sentences = new ArrayList<>();
    sentences.add(effective == null ? nothing(view) : what(effective));
    reported(director, view, sentences);
    RealServerSpec spec = spec(director);
    if (spec != null) {
      sentences.add("The document gives it weight " + spec.config().weight() + ".");
      overrides(sentences);
      readiness(spec, sentences);
      spec.checks().forEach((key, witnessing) -> check(director, key, witnessing, sentences));
      if (spec.checks().isEmpty()) {
        sentences.add("Nobody checks it.");
      }
    }
    return new DirectorView(
        director.name(),
        effective == null ? null : StatusView.word(effective.state()),
        effective == null ? null : effective.since(),
        effective == null ? null : effective.present(),
        effective == null ? null : effective.weight().value(),
        sentences);
  }

  private static String nothing(@Nullable AgentView view) {
    return view == null
        ? "Its agent has not connected since the control plane started."
        : "Its agent has not said anything of this real server yet.";
  }

  private static String what(EffectiveServer effective) {
    EffectiveServer.DrainProgress drain = effective.drain();
    return (effective.present() ? "It has weight " + effective.weight() : "It is not in the table")
        + ", "
        + StatusView.word(effective.state())
        + " since "
        + effective.since()
        + ": "
        + effective.reason()
        + (drain == null
            ? "."
            : "; "
                + (drain.active() == null ? "connections are not counted yet" : left(drain))
                + ".");
  }

  private static String left(EffectiveServer.DrainProgress drain) {
    return drain.active()
        + " connections and "
        + (drain.persistent() == null ? 0 : drain.persistent())
        + " persistence templates are left, "
        + drain.left()
        + " may be"
        + (drain.estimated() == null ? "" : "; about until " + drain.estimated())
        + (drain.deadline() == null ? "" : "; at the latest " + drain.deadline());
  }

  private void reported(NodeId director, @Nullable AgentView view, List<String> sentences) {
    if (view == null) {
      return;
    }
    if (!view.connected()) {
      sentences.add(
          "Its agent is away; this is what it said last, before "
              + view.lastSeen()
              + ". It goes on by its own checks.");
    }
    Stamp applied = view.applied();
    long desired = topology.nodeRevision(director);
    if (applied == null || applied.nodeRevision() < desired) {
      sentences.add(
          "It has state "
              + (applied == null ? "none" : applied.nodeRevision())
              + " of "
              + desired
              + ": what was changed last is not in it yet.");
    }
  }

  private @Nullable RealServerSpec spec(NodeId director) {
    var part = topology.compiled(cluster.id()).parts().get(director);
    DirectorState state = part == null ? null : part.director();
    return state == null
        ? null
        : state.services().values().stream()
            .filter(s -> s.name().equals(service))
            .flatMap(s -> s.realServers().values().stream())
            .filter(s -> s.name().equals(realServer))
            .findFirst()
            .orElse(null);
  }

  private void overrides(List<String> sentences) {
    for (StandingOverride standing : topology.overrides().concerning(cluster)) {
      DeclaredOverride declared = standing.declared();
      boolean isMeant =
          io.lvsfleet.controlplane.topology.Overrides.reach(standing, cluster).stream()
              .anyMatch(s -> s.service().equals(service) && s.name().equals(realServer));
      if (isMeant) {
        sentences.add(
            standing.owner()
                + " ordered "
                + declared.kind().word()
                + " ("
                + standing.key().id()
                + ") at "
                + standing.since()
                + ": "
                + declared.reason()
                + (declared.expiresAt() == null ? "." : "; until " + declared.expiresAt() + "."));
      }
    }
  }

  private void readiness(RealServerSpec spec, List<String> sentences) {
    RealServerSpec.Gate gate = spec.gate();
    if (gate == null) {
      return;
    }
    AgentView view = agents.get(gate.node());
    var readiness = view == null ? null : view.readiness().get(cluster.id());
    if (view == null || readiness == null) {
      sentences.add("Its own agent on " + gate.node() + " has not said whether it is ready.");
      return;
    }
    List<String> missing = new ArrayList<>();
    gate.addresses()
        .forEach(address -> {
          var preconditions = readiness.addresses().get(address);
          if (preconditions == null) {
            missing.add(address + " is not reported");
          } else {
            preconditions.forEach(p -> missing.add(address + ": " + p));
          }
        });
    sentences.add(
        missing.isEmpty()
            ? "Its own agent on " + gate.node() + " says that it is ready."
            : "Its own agent on " + gate.node() + " lacks " + String.join("; ", missing) + ".");
  }

  private void check(NodeId director, CheckKey key, Witnessing witnessing, List<String> sentences) {
    if (witnessing.director()) {
      sentences.add(said(director, key));
    }
    AllocatedRealServer server =
        Objects.requireNonNull(
                Objects.requireNonNull(cluster.services().get(service))
                    .realServers()
                    .get(realServer))
            .value();
    NodeId node = server.declared().node();
    if (witnessing.realServer() && node != null) {
      sentences.add(said(node, key));
    }
  }

  private String said(NodeId witness, CheckKey key) {
    AgentView view = agents.get(witness);
    CheckVerdict verdict = view == null ? null : view.verdicts().get(key);
    String silent = view == null || view.connected() ? "" : " (away since " + view.lastSeen() + ")";
    return "Check "
        + key.check()
        + " from "
        + witness
        + silent
        + (verdict == null
            ? ": no verdict yet."
            : ": "
                + StatusView.word(verdict.state())
                + " since "
                + verdict.since()
                + ", "
                + verdict.evidence()
                + (verdict.warning().isEmpty() ? "" : "; " + verdict.warning())
                + ".");
  }
}
