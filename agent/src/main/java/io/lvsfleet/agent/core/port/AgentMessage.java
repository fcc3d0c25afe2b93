package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
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
  /// @param code an errno name, `foreign`, `mass-removal` …
  record Reason(String object, String code, String detail) {}

  /// The verdicts of this node's own checks; always all of them.
  record HealthReport(SortedMap<CheckKey, CheckVerdict> verdicts) implements AgentMessage {
    public HealthReport {
      verdicts = Sorted.map(verdicts);
    }
  }

  /// What the agent sees in its kernel; always all of it.
  ///
  /// @param readiness as a real server, by cluster
  /// @param foreign entries that are not ours, in `ipvsadm`'s words
  /// @param servers what this director gives every real server now, and why
  /// @param repairedDrift how often since the agent's start somebody else's change was undone
  record ObservedReport(
      SortedMap<ClusterId, Readiness> readiness,
      List<String> foreign,
      List<EffectiveServer> servers,
      long repairedDrift)
      implements AgentMessage {
    public ObservedReport {
      readiness = Sorted.map(readiness);
      foreign = List.copyOf(foreign);
      servers = List.copyOf(servers);
    }
  }
}
