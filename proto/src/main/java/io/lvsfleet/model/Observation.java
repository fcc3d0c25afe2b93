package io.lvsfleet.model;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What an agent sees in its kernel; always all of it.
///
/// @param readiness as a real server, by cluster
/// @param foreign entries that are not ours, in `ipvsadm`'s words
/// @param servers what this director gives every real server now, and why
/// @param services how every virtual service of this director stands
/// @param repairedDrift how often since the agent's start somebody else's change was undone
/// @param drift the last ones, oldest first
/// @param outstanding operations that would be done and are not, because the agent only observes,
///   only reports, or was told to hold still
/// @param failover null where no VRRP runs
public record Observation(
    SortedMap<ClusterId, Readiness> readiness,
    List<String> foreign,
    List<EffectiveServer> servers,
    List<EffectiveService> services,
    long repairedDrift,
    List<Drift> drift,
    List<Contest> contests,
    List<Finding> findings,
    List<Hold> holds,
    List<String> outstanding,
    @Nullable FailoverStatus failover) {

  public Observation {
    readiness = Sorted.map(readiness);
    foreign = List.copyOf(foreign);
    servers = List.copyOf(servers);
    services = List.copyOf(services);
    drift = List.copyOf(drift);
    contests = List.copyOf(contests);
    findings = List.copyOf(findings);
    holds = List.copyOf(holds);
    outstanding = List.copyOf(outstanding);
  }

  /// Of an agent about which there is nothing else to say.
  public static Observation of(
      SortedMap<ClusterId, Readiness> readiness,
      List<String> foreign,
      List<EffectiveServer> servers,
      long repairedDrift) {
    return new Observation(
        readiness,
        foreign,
        servers,
        List.of(),
        repairedDrift,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }
}
