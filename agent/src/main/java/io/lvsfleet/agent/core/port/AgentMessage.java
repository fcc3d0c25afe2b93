package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// What an agent tells the control plane, apart from the greeting.
public sealed interface AgentMessage {

  /// Everything of this stamp is in the kernel, read back.
  record Applied(Stamp stamp) implements AgentMessage {}

  /// Something of this stamp is not in the kernel; the rest is.
  record Rejected(Stamp stamp, List<Reason> reasons) implements AgentMessage {
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /// One object that is not in the kernel.
  ///
  /// @param object in the operator's or `ipvsadm`'s words
  /// @param code an errno name, `foreign`, `mass-removal`, `skipped`, `undone`, `drift`, `held`,
  ///   `withdrawn`, `observing`
  record Reason(String object, String code, String detail) {}

  /// The verdicts of this node's own checks; always all of them.
  record HealthReport(SortedMap<CheckKey, CheckVerdict> verdicts) implements AgentMessage {
    public HealthReport {
      verdicts = Sorted.map(verdicts);
    }
  }

  /// What the agent sees in its kernel; always all of it.
  record ObservedReport(Observation observation) implements AgentMessage {}

  /// What changed in what this director gives, in order.
  ///
  /// @param lost how many before these could not be kept until they could be told
  record TransitionReport(List<Transition> transitions, long lost) implements AgentMessage {
    /// What is kept of it: later ones count more.
    public static final int MAX = 1_000;

    public TransitionReport {
      transitions = List.copyOf(transitions);
    }

    /// These and later ones in one.
    public TransitionReport and(TransitionReport later) {
      List<Transition> all = new ArrayList<>(transitions);
      all.addAll(later.transitions);
      int excess = Math.max(0, all.size() - MAX);
      return new TransitionReport(all.subList(excess, all.size()), lost + later.lost + excess);
    }
  }

  /// What ip_vs counts; the first one of a session is complete.
  record StatisticsReport(Statistics statistics) implements AgentMessage {}
}
