package io.lvsfleet.agent.core;

import java.util.List;

/// What an event leads to.
public record Step(AgentState next, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }
}
