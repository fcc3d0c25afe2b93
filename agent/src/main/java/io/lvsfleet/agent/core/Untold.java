package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.port.AgentMessage.TransitionReport;
import io.lvsfleet.model.Transition;
import java.util.List;

/// Transitions that wait for a session. As many are kept as a report holds; what did not fit is
/// counted.
record Untold(TransitionReport report) {

  static final Untold NOTHING = new Untold(new TransitionReport(List.of(), 0));

  Untold and(List<Transition> transitions) {
    return transitions.isEmpty()
        ? this
        : new Untold(report.and(new TransitionReport(transitions, 0)));
  }

  boolean isEmpty() {
    return report.transitions().isEmpty();
  }
}
