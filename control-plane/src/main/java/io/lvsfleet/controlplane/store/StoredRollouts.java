package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.controlplane.service.RolloutStore;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/// Rollouts in table `rollout`.
@ApplicationScoped
public class StoredRollouts implements RolloutStore {

  private final StatelessSession session;

  StoredRollouts(StatelessSession session) {
    this.session = session;
  }

  @Override
  @Transactional
  public List<OpenRollout> open() {
    List<Object[]> rows =
        session
            .createNativeQuery(
                """
                SELECT r.cluster, r.revision, r.outcome, s.node, s.node_revision
                FROM rollout r
                LEFT JOIN revision_scope s ON s.cluster = r.cluster AND s.revision = r.revision
                WHERE r.open
                ORDER BY r.cluster, r.revision, s.node
                """,
                Object[].class)
            .getResultList();
    List<OpenRollout> open = new ArrayList<>();
    SortedMap<NodeId, Long> scope = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Object[] row = rows.get(i);
      if (row[3] != null) {
        scope.put(new NodeId((String) row[3]), (Long) row[4]);
      }
      boolean isLast =
          i + 1 == rows.size()
              || !rows.get(i + 1)[0].equals(row[0])
              || !rows.get(i + 1)[1].equals(row[1]);
      if (isLast) {
        open.add(
            new OpenRollout(
                new ClusterId((String) row[0]),
                new Revision((Long) row[1]),
                scope,
                outcome((@Nullable String) row[2])));
        scope.clear();
      }
    }
    return open;
  }

  private static Verdict.@Nullable Outcome outcome(@Nullable String word) {
    return word == null ? null : Verdict.Outcome.valueOf(word.toUpperCase(Locale.ROOT));
  }

  @Override
  @Transactional
  public void decided(
      ClusterId cluster, Revision revision, Verdict.Outcome outcome, Instant at, Event event) {
    int decided =
        session
            .createNativeMutationQuery(
                """
                UPDATE rollout SET outcome = :outcome, decided_at = :at,
                  open = CAST(:outcome AS text) = 'rejected'
                WHERE cluster = :cluster AND revision = :revision AND open
                  AND (outcome IS NULL
                    OR outcome = 'rejected' AND CAST(:outcome AS text) = 'applied')
                """)
            .setParameter("outcome", outcome.name().toLowerCase(Locale.ROOT))
            .setParameter("at", at)
            .setParameter("cluster", cluster.name())
            .setParameter("revision", revision.number())
            .executeUpdate();
    if (decided > 0) {
      EventRows.insert(session, EventRows.reserve(session, 1), List.of(event));
    }
  }

  @Override
  @Transactional
  public void close(ClusterId cluster, Revision revision) {
    session
        .createNativeMutationQuery(
            "UPDATE rollout SET open = false WHERE cluster = :cluster AND revision = :revision")
        .setParameter("cluster", cluster.name())
        .setParameter("revision", revision.number())
        .executeUpdate();
  }

  @Override
  @Transactional
  public List<PastRollout> before(ClusterId cluster, long revision, int limit) {
    return session
        .createNativeQuery(
            """
            SELECT r.number, r.author, r.reason, r.at, o.outcome, o.decided_at
            FROM revision r
            LEFT JOIN rollout o ON o.cluster = r.cluster AND o.revision = r.number
            WHERE r.cluster = :cluster AND r.number < :before
            ORDER BY r.number DESC
            """,
            Object[].class)
        .setParameter("cluster", cluster.name())
        .setParameter("before", revision)
        .setMaxResults(limit)
        .getResultList()
        .stream()
        .map(row ->
            new PastRollout(
                new Revision((Long) row[0]),
                (String) row[1],
                (@Nullable String) row[2],
                (Instant) row[3],
                outcome((@Nullable String) row[4]),
                (@Nullable Instant) row[5]))
        .toList();
  }
}
