package io.lvsfleet.agent.vrrp;

import java.util.List;

public record VrrpStep(Group next, List<VrrpEffect> effects) {
  public VrrpStep {
    effects = List.copyOf(effects);
  }
}
