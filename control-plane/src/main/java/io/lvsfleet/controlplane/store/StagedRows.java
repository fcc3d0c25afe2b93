package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.service.StageCommit;
import io.lvsfleet.controlplane.service.Staged;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.wire.NodeStateBytes;
import io.lvsfleet.wire.WireException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/// Tables `staged_rollout` and `held_part`.
final class StagedRows {

  private final StatelessSession session;

  StagedRows(StatelessSession session) {
    this.session = session;
  }

  SortedMap<ClusterId, Staged> all() {
    Map<String, SortedMap<NodeId, Staged.Held>> held = held();
    SortedMap<ClusterId, Staged> all = new TreeMap<>();
    List<Object[]> rows =
        session
            .createNativeQuery(
                """
                SELECT cluster, revision, base, rolled_back, deadline, allowed_removals, watched
                FROM staged_rollout
                """,
                Object[].class)
            .getResultList();
    for (Object[] row : rows) {
      String cluster = (String) row[0];
      SortedSet<NodeId> watched = new TreeSet<>();
      Arrays.stream((String[]) row[6]).forEach(name -> watched.add(new NodeId(name)));
      all.put(
          new ClusterId(cluster),
          new Staged(
              new Revision((Long) row[1]),
              new Revision((Long) row[2]),
              (Boolean) row[3],
              (Instant) row[4],
              (Integer) row[5],
              watched,
              held.getOrDefault(cluster, Sorted.map())));
    }
    return all;
  }

  private Map<String, SortedMap<NodeId, Staged.Held>> held() {
    Map<String, SortedMap<NodeId, Staged.Held>> held = new TreeMap<>();
    List<Object[]> rows =
        session
            .createNativeQuery("SELECT cluster, node, part FROM held_part", Object[].class)
            .getResultList();
    for (Object[] row : rows) {
      held.computeIfAbsent((String) row[0], _ -> new TreeMap<>())
          .put(new NodeId((String) row[1]), new Staged.Held(part((byte @Nullable []) row[2])));
    }
    return held;
  }

  private static CompiledCluster.@Nullable Part part(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      NodeState state = NodeStateBytes.read(bytes);
      return new CompiledCluster.Part(
          state.director(),
          state.realServers().isEmpty()
              ? null
              : state.realServers().get(state.realServers().firstKey()),
          state.checks(),
          state.policy());
    } catch (WireException e) {
      throw new IllegalStateException("table held_part has what was not written there", e);
    }
  }

  private static byte @Nullable [] bytes(
      ClusterId cluster, NodeId node, CompiledCluster.@Nullable Part part) {
    if (part == null) {
      return null;
    }
    SortedMap<ClusterId, RealServerState> realServers = new TreeMap<>();
    if (part.realServer() != null) {
      realServers.put(cluster, part.realServer());
    }
    return NodeStateBytes.write(
        new NodeState(node, part.director(), realServers, part.checks(), part.policy()));
  }

  /// A revision is watched from now on, in the place of another one or not.
  void put(ClusterId cluster, Staged staged) {
    remove(cluster);
    row(cluster, staged);
    staged
        .held()
        .forEach((node, held) ->
            session
                .createNativeMutationQuery(
                    "INSERT INTO held_part (cluster, node, part) VALUES (:cluster, :node, :part)")
                .setParameter("cluster", cluster.name())
                .setParameter("node", node.name())
                .setParameter("part", bytes(cluster, node, held.part()), byte[].class)
                .executeUpdate());
  }

  private void row(ClusterId cluster, Staged staged) {
    session
        .createNativeMutationQuery(
            """
            INSERT INTO staged_rollout
              (cluster, revision, base, rolled_back, deadline, allowed_removals, watched)
            VALUES (:cluster, :revision, :base, :rolledBack, :deadline, :removals, :watched)
            ON CONFLICT (cluster) DO UPDATE SET
              rolled_back = excluded.rolled_back, watched = excluded.watched
            """)
        .setParameter("cluster", cluster.name())
        .setParameter("revision", staged.revision().number())
        .setParameter("base", staged.base().number())
        .setParameter("rolledBack", staged.isRolledBack())
        .setParameter("deadline", staged.deadline())
        .setParameter("removals", staged.allowedRemovals())
        .setParameter("watched", RevisionRows.names(staged.watched()))
        .executeUpdate();
  }

  /// The held parts go with it.
  void remove(ClusterId cluster) {
    session
        .createNativeMutationQuery("DELETE FROM staged_rollout WHERE cluster = :cluster")
        .setParameter("cluster", cluster.name())
        .executeUpdate();
  }

  void step(StageCommit commit) {
    commit
        .released()
        .forEach((node, nodeRevision) ->
            session
                .createNativeMutationQuery(
                    """
                    WITH released AS (
                      DELETE FROM held_part WHERE cluster = :cluster AND node = :node)
                    UPDATE revision_scope SET node_revision = :wanted
                    WHERE cluster = :cluster AND since = :revision AND node = :node
                      AND node_revision = :held
                    """)
                .setParameter("cluster", commit.cluster().name())
                .setParameter("node", node.name())
                .setParameter("revision", commit.staged().revision().number())
                .setParameter("wanted", nodeRevision.number())
                .setParameter("held", Rollout.HELD)
                .executeUpdate());
    Staged next = commit.next();
    if (next == null) {
      remove(commit.cluster());
    } else {
      row(commit.cluster(), next);
    }
  }
}
