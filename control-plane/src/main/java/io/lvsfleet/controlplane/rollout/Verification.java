package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;

/// Whether what an agent has applied was there when its kernel was looked at again.
///
/// An agent that says Applied has read back what it wrote. Later it reads the whole table for its
/// statistics, and audits; what it would change again then is outstanding. Both have to agree.
public final class Verification {

  private Verification() {}

  /// @param desired what the agent has applied
  public static boolean holds(NodeState desired, AgentView agent) {
    if (!agent.connected() || !agent.observation().outstanding().isEmpty()) {
      return false;
    }
    DirectorState director = desired.director();
    if (director == null || desired.policy().statisticsInterval().isZero()) {
      return true;
    }
    Statistics seen = agent.statistics();
    return seen != null
        && director.services().entrySet().stream()
            .allMatch(entry -> isThere(entry.getKey(), entry.getValue(), seen));
  }

  /// A real server that is down may be out of the table; one that is in it is as it should be but
  /// for its weight.
  private static boolean isThere(VirtualServiceKey key, ServiceSpec wanted, Statistics seen) {
    ServiceStatistics found = seen.services().get(key);
    return found != null
        && found.config().equals(wanted.config())
        && found.realServers().entrySet().stream()
            .allMatch(entry -> isWanted(entry.getKey(), wanted, found));
  }

  private static boolean isWanted(RealServerKey key, ServiceSpec wanted, ServiceStatistics found) {
    var spec = wanted.realServers().get(key);
    var server = found.realServers().get(key);
    return spec != null
        && server != null
        && server.config().withWeight(spec.config().weight()).equals(spec.config());
  }
}
