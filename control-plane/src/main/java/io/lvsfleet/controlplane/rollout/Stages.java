package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who takes a staged revision first, and when the others do.
public final class Stages {

  private Stages() {}

  /// Backup directors, which carry no traffic; where there is none one director; where none is
  /// touched one node.
  ///
  /// @param after what the cluster asks of its nodes
  /// @param touched nodes that have something to do
  /// @param agents what they say of their part in a failover, where there is one
  public static SortedSet<NodeId> first(
      CompiledCluster after, SortedSet<NodeId> touched, Map<NodeId, AgentView> agents) {
    SortedSet<NodeId> directors = new TreeSet<>();
    SortedSet<NodeId> backups = new TreeSet<>();
    for (NodeId node : touched) {
      CompiledCluster.Part part = after.parts().get(node);
      DirectorState director = part == null ? null : part.director();
      if (director != null) {
        directors.add(node);
        if (isBackup(director, agents.get(node))) {
          backups.add(node);
        }
      }
    }
    if (!backups.isEmpty()) {
      return backups;
    }
    SortedSet<NodeId> some = directors.isEmpty() ? touched : directors;
    return some.isEmpty() ? Sorted.set() : Sorted.set(Set.of(some.first()));
  }

  private static boolean isBackup(DirectorState director, @Nullable AgentView agent) {
    FailoverStatus failover = agent == null ? null : agent.observation().failover();
    return failover == null
        ? !director.role().holdsAddresses()
        : failover.state() != FailoverStatus.State.MASTER;
  }

  /// What is to be done about a watched revision.
  public enum Step {
    WAIT,
    /// Those that were held take it as well.
    RELEASE,
    /// It is everywhere.
    FINISH,
    /// It failed, and the cluster shall be what it was.
    ROLL_BACK
  }

  /// @param isHeld whether some have not been given it yet
  /// @param isRolledBack whether a failure undoes it
  /// @param watched how far those are that were given it
  /// @param verified those of them whose kernel was seen to have it later on
  public static Step next(
      boolean isHeld,
      boolean isRolledBack,
      Instant deadline,
      List<AgentProgress> watched,
      Collection<NodeId> verified,
      Instant now) {
    boolean isVerified =
        watched.stream()
            .allMatch(agent ->
                agent.state() == AgentProgress.State.APPLIED && verified.contains(agent.node()));
    if (isVerified) {
      return isHeld ? Step.RELEASE : Step.FINISH;
    }
    boolean isRefused =
        watched.stream().anyMatch(agent -> agent.state() == AgentProgress.State.REJECTED);
    boolean isLate = !now.isBefore(deadline);
    if (isRolledBack && (isRefused || isLate)) {
      return Step.ROLL_BACK;
    }
    // What is held stays so after a failure, until it passes or a newer revision comes.
    return isLate && !isHeld ? Step.FINISH : Step.WAIT;
  }
}
