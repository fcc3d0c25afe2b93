package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
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
/// @param foreign entries of its kernel that are not ours, in `ipvsadm`'s words
/// @param servers directors: what every real server gets now, and why
public record AgentView(
    NodeId node,
    boolean connected,
    Instant lastSeen,
    AgentFacts facts,
    @Nullable Stamp applied,
    @Nullable Rejection rejection,
    SortedMap<ClusterId, Readiness> readiness,
    SortedMap<CheckKey, CheckVerdict> verdicts,
    List<String> foreign,
    List<EffectiveServer> servers,
    long repairedDrift) {

  public AgentView {
    readiness = Sorted.map(readiness);
    verdicts = Sorted.map(verdicts);
    foreign = List.copyOf(foreign);
    servers = List.copyOf(servers);
  }

  /// As it is relayed to the directors it concerns.
  public WitnessReport asWitness() {
    return new WitnessReport(node, connected, readiness, verdicts);
  }
}
