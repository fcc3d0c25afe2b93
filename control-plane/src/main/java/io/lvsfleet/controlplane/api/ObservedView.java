package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Contest;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a node's agent sees, as it said it last.
///
/// @param lastSeen when the agent was heard of last; with `connected` false it is no news
/// @param realServers directors: what every real server gets now, and why
/// @param foreign entries of the kernel that are not ours, in ipvsadm's words
/// @param outstanding operations that would be done and are not: the agent only observes, only
///   reports, or was told on the node itself to hold still
public record ObservedView(
    String node,
    boolean connected,
    Instant lastSeen,
    CapabilitiesView capabilities,
    List<ReadinessView> readiness,
    List<CheckView> checks,
    List<ServerView> realServers,
    List<String> foreign,
    long repairedDrift,
    List<Drift> drift,
    List<Contest> contests,
    List<Finding> findings,
    List<HoldView> holds,
    List<String> outstanding) {

  /// What the node's kernel and tools can do; empty where it is not known.
  public record CapabilitiesView(
      String ipvsVersion,
      List<String> schedulers,
      List<String> persistenceEngines,
      List<String> tunnels,
      List<String> protocols,
      List<String> devices,
      boolean ipv6,
      String nftables) {}

  /// @param subject a virtual IP to be held, or a gateway answers must take
  /// @param missing empty when the node is ready
  public record ReadinessView(String cluster, String subject, List<Precondition> missing) {}

  /// A check this node performs.
  public record CheckView(
      String cluster,
      String virtualService,
      String realServer,
      String check,
      String state,
      Instant since,
      String evidence) {}

  /// @param present whether it is in the table at all
  public record ServerView(
      String virtualService, String realServer, boolean present, int weight, String reason) {}

  /// What somebody ordered on the node itself.
  ///
  /// @param until null until it is ended by hand
  public record HoldView(
      String kind,
      @Nullable String virtualService,
      @Nullable String realServer,
      @Nullable Integer weight,
      String by,
      Instant since,
      @Nullable Instant until) {}

  static ObservedView of(AgentView agent) {
    Observation observation = agent.observation();
    return new ObservedView(
        agent.node().name(),
        agent.connected(),
        agent.lastSeen(),
        capabilities(agent.facts().capabilities()),
        readiness(observation),
        agent.verdicts().entrySet().stream()
            .map(entry ->
                new CheckView(
                    entry.getKey().cluster().name(),
                    entry.getKey().service(),
                    entry.getKey().realServer(),
                    entry.getKey().check(),
                    word(entry.getValue().state()),
                    entry.getValue().since(),
                    entry.getValue().words()))
            .toList(),
        observation.servers().stream().map(ObservedView::server).toList(),
        observation.foreign(),
        observation.repairedDrift(),
        observation.drift(),
        observation.contests(),
        observation.findings(),
        observation.holds().stream().map(ObservedView::hold).toList(),
        observation.outstanding());
  }

  private static CapabilitiesView capabilities(Capabilities can) {
    return new CapabilitiesView(
        can.ipvsVersion(),
        List.copyOf(can.schedulers()),
        List.copyOf(can.engines()),
        can.tunnels().stream().map(ObservedView::word).toList(),
        can.protocols().stream().map(ObservedView::word).toList(),
        can.devices().stream().map(kind -> kind.word()).toList(),
        can.ipv6(),
        can.packetFilter());
  }

  private static List<ReadinessView> readiness(Observation observation) {
    List<ReadinessView> all = new ArrayList<>();
    observation
        .readiness()
        .forEach((cluster, readiness) -> {
          add(all, cluster.name(), readiness.addresses());
          add(all, cluster.name(), readiness.gateways());
        });
    return all;
  }

  private static void add(
      List<ReadinessView> all,
      String cluster,
      SortedMap<IpAddress, List<Readiness.Precondition>> subjects) {
    subjects.forEach(
        (subject, missing) -> all.add(new ReadinessView(cluster, subject.toString(), missing)));
  }

  private static ServerView server(EffectiveServer server) {
    return new ServerView(
        server.service(),
        server.realServer(),
        server.present(),
        server.weight().value(),
        server.reason());
  }

  private static HoldView hold(Hold hold) {
    return switch (hold.kind()) {
      case Hold.WeightHold(String service, String realServer, var weight) ->
          new HoldView(
              "weight", service, realServer, weight.value(), hold.by(), hold.since(), hold.until());
      case Hold.Freeze _ -> hold("freeze", hold);
      case Hold.Withdrawal _ -> hold("withdrawal", hold);
    };
  }

  private static HoldView hold(String kind, Hold hold) {
    return new HoldView(kind, null, null, null, hold.by(), hold.since(), hold.until());
  }

  private static String word(CheckVerdict.State state) {
    return word((Enum<?>) state);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
