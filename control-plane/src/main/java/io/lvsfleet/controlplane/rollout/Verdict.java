package io.lvsfleet.controlplane.rollout;

import java.util.List;

/// What became of a revision.
public record Verdict(Outcome outcome, List<AgentProgress> agents) {

  public Verdict {
    agents = List.copyOf(agents);
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
