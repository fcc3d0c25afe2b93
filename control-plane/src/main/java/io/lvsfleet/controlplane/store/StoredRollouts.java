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

/// What becomes of revisions, in their rows.
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
                SELECT r.cluster, r.number, r.outcome, s.node, s.node_revision
                FROM revision r
                LEFT JOIN revision_scope s
                  ON s.cluster = r.cluster AND s.since <= r.number AND s.until > r.number
                WHERE r.open
                ORDER BY r.cluster, r.number, s.node
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
                row[2] == null ? null : RevisionLine.outcome((String) row[2])));
        scope.clear();
      }
    }
    return open;
  }

  @Override
  @Transactional
  public void decided(
      ClusterId cluster, Revision revision, Verdict.Outcome outcome, Instant at, Event event) {
    // First the row that every writing transaction begins with, so that none waits crosswise.
    session.createNativeQuery("SELECT image FROM fleet FOR UPDATE", Long.class).getSingleResult();
    int decided =
        session
            .createNativeMutationQuery(
                """
                UPDATE revision SET outcome = :outcome, decided_at = :at,
                  open = CAST(:outcome AS text) = 'rejected'
                WHERE cluster = :cluster AND number = :revision AND open
                  AND (outcome IS NULL
                    OR outcome = 'rejected' AND CAST(:outcome AS text) = 'applied')
                """)
            .setParameter("outcome", outcome.name().toLowerCase(Locale.ROOT))
            .setParameter("at", at)
            .setParameter("cluster", cluster.name())
            .setParameter("revision", revision.number())
            .executeUpdate();
    if (decided > 0) {
      EventRows.append(session, event);
    }
  }

  @Override
  @Transactional
  public void close(ClusterId cluster, Revision revision) {
    session
        .createNativeMutationQuery(
            "UPDATE revision SET open = false WHERE cluster = :cluster AND number = :revision")
        .setParameter("cluster", cluster.name())
        .setParameter("revision", revision.number())
        .executeUpdate();
  }
}
