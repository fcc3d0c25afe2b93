package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.rollout.AgentProgress.State;
import java.util.List;

/// What became of a revision.
public record Verdict(Outcome outcome, List<AgentProgress> agents) {

  public Verdict {
    agents = List.copyOf(agents);
  }

  static Verdict of(List<AgentProgress> agents) {
    if (has(agents, State.REJECTED)) {
      return new Verdict(Outcome.REJECTED, agents);
    }
    if (has(agents, State.SUPERSEDED)) {
      return new Verdict(Outcome.SUPERSEDED, agents);
    }
    return new Verdict(
        agents.stream().allMatch(p -> p.state() == State.APPLIED)
            ? Outcome.APPLIED
            : Outcome.PENDING,
        agents);
  }

  /// Whether it waits for an agent that has no session.
  public boolean waitsForOffline() {
    return outcome == Outcome.PENDING && has(agents, State.OFFLINE);
  }

  /// The verdict on those that have a session. Where nobody has one, nobody can say anything.
  public Verdict withoutOffline() {
    List<AgentProgress> rest = agents.stream().filter(p -> p.state() != State.OFFLINE).toList();
    return new Verdict(
        rest.isEmpty() && !agents.isEmpty() ? Outcome.PENDING : of(rest).outcome(), agents);
  }

  private static boolean has(List<AgentProgress> agents, State state) {
    return agents.stream().anyMatch(p -> p.state() == state);
  }

  public enum Outcome {
    /// Every agent has it. Final.
    APPLIED,
    /// An agent refused or failed. Final.
    REJECTED,
    /// A newer revision took its place before every agent had it. Final.
    SUPERSEDED,
    /// Not yet.
    PENDING;

    public boolean isFinal() {
      return this != PENDING;
    }
  }
}
