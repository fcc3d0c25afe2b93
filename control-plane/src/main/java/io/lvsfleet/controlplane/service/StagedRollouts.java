package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.rollout.AgentProgress;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.rollout.Stages;
import io.lvsfleet.controlplane.rollout.Verification;
import io.lvsfleet.controlplane.watch.Signal;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Drives watched revisions: gives them to the agents that were held, and undoes what failed.
///
/// Any replica may do so, at any time: each step is stored on the image it was decided on, so that
/// of two one finds itself outdated, looks again and sees that the step is done.
public final class StagedRollouts {

  private static final Logger LOG = Logger.getLogger(StagedRollouts.class);

  /// It looks that often even when nobody says anything: time passes too.
  private static final Duration TURN = Duration.ofSeconds(2);

  private final TopologyService topology;
  private final Supplier<FleetView> fleet;
  private final InstantSource clock;

  public StagedRollouts(TopologyService topology, Supplier<FleetView> fleet, InstantSource clock) {
    this.topology = topology;
    this.fleet = fleet;
    this.clock = clock;
  }

  /// A newer revision came in between.
  private static final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Looks whenever an agent or the topology changes; for a thread of its own.
  public void run() throws InterruptedException {
    Signal signal = new Signal();
    boolean isFailing = false;
    try (FleetView.Subscription _ = fleet.get().subscribe(_ -> signal.raise());
        FleetView.Subscription _ = topology.whenStored(signal::raise)) {
      while (true) {
        try {
          look();
          isFailing = false;
        } catch (RuntimeException e) {
          if (!isFailing) {
            LOG.warnf("a watched rollout cannot go on, it is tried again: %s", e.getMessage());
          }
          isFailing = true;
        }
        signal.await(TURN);
      }
    }
  }

  /// Makes the next step of every watched revision for which it is time.
  public void look() {
    for (var entry : topology.staged().entrySet()) {
      look(entry.getKey(), entry.getValue());
    }
  }

  private void look(ClusterId cluster, Staged staged) {
    switch (step(cluster, staged)) {
      case WAIT -> {}
      case RELEASE -> {
        LOG.infof("cluster %s: revision %s goes to the others", cluster, staged.revision());
        topology.release(cluster, staged);
      }
      case FINISH -> topology.finish(cluster, staged);
      case ROLL_BACK -> rollBack(cluster, staged);
    }
  }

  private Stages.Step step(ClusterId cluster, Staged staged) {
    SortedMap<NodeId, AgentView> agents = fleet.get().agents();
    Optional<SortedMap<NodeId, Long>> scope = topology.scope(cluster, staged.revision());
    List<AgentProgress> watched =
        Rollout.of(
                topology.incarnation(),
                cluster,
                staged.revision(),
                staged.revision(),
                scope.orElseThrow())
            .judge(agents)
            .agents()
            .stream()
            .filter(agent -> staged.watched().contains(agent.node()))
            .toList();
    List<NodeId> verified =
        staged.watched().stream()
            .filter(node -> {
              AgentView agent = agents.get(node);
              return agent != null
                  && Verification.holds(topology.desired(node).orElseThrow().state(), agent);
            })
            .toList();
    return Stages.next(
        !staged.held().isEmpty(),
        staged.isRolledBack(),
        staged.deadline(),
        watched,
        verified,
        clock.instant());
  }

  private void rollBack(ClusterId cluster, Staged staged) {
    ClusterDocument document = topology.document(cluster, staged.base()).orElse(null);
    Author author =
        new Author(
            "rollout",
            "revision "
                + staged.revision()
                + " failed on its way to the agents; back to "
                + (document == null ? "no cluster" : "revision " + staged.base()));
    try {
      Decision decision =
          topology.change(
              cluster,
              now -> {
                if (!now.revision().equals(staged.revision())) {
                  throw new OvertakenException();
                }
                return document == null
                    ? new Command.DeleteCluster(cluster)
                    : new Command.PutCluster(cluster, document, Integer.MAX_VALUE);
              },
              author);
      switch (decision) {
        case Decision.Accepted accepted -> {
          Revision revision = accepted.revision();
          LOG.warnf("cluster %s: %s, as revision %s", cluster, author.why(), revision);
        }
        case Decision.Unchanged _ -> topology.finish(cluster, staged);
        case Decision.Rejected(var violations) -> {
          LOG.errorf(
              "cluster %s: revision %s failed and cannot be rolled back: %s",
              cluster, staged.revision(), violations.getFirst());
          topology.giveUp(cluster, staged);
        }
        case Decision.NeedsConfirmation _ ->
            throw new IllegalStateException("a rollback is confirmed");
      }
    } catch (OvertakenException _) {
      // The newer revision is what counts.
    }
  }
}
