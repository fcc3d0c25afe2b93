package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What is known of one agent now. Soft state: it is not stored and comes back when agents
/// reconnect; until then nothing is known, which is not the same as bad.
///
/// @param applied the last state it has read back from its kernel; null when it never said
/// @param rejection of the newest state it was sent; null when there is none
/// @param observation what it sees in its kernel
/// @param statistics directors: what ip_vs counts, always complete; null before the first report
public record AgentView(
    NodeId node,
    boolean connected,
    Instant lastSeen,
    AgentFacts facts,
    @Nullable Stamp applied,
    @Nullable Rejection rejection,
    Observation observation,
    SortedMap<CheckKey, CheckVerdict> verdicts,
    @Nullable Statistics statistics) {

  public AgentView {
    verdicts = Sorted.map(verdicts);
  }

  /// As a real server, by cluster.
  public SortedMap<ClusterId, Readiness> readiness() {
    return observation.readiness();
  }

  /// Entries of its kernel that are not ours, in `ipvsadm`'s words.
  public List<String> foreign() {
    return observation.foreign();
  }

  /// Directors: what every real server gets now, and why.
  public List<EffectiveServer> servers() {
    return observation.servers();
  }

  public long repairedDrift() {
    return observation.repairedDrift();
  }

  /// As it is relayed to the directors it concerns.
  public WitnessReport asWitness() {
    return new WitnessReport(
        node, connected, connected ? null : lastSeen, null, facts.bootId(), readiness(), verdicts);
  }
}
