package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.model.ClusterId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/// Events in table `event`. Their ids come from the one row of `fleet`, which is locked until the
/// commit: so they are in the order of the commits, and who has seen one has seen all before it.
@ApplicationScoped
public class StoredEvents implements EventLog {

  /// Rows that are removed in one transaction, so that writers never wait long.
  private static final int BATCH = 10_000;

  private final StatelessSession session;

  StoredEvents(StatelessSession session) {
    this.session = session;
  }

  @Override
  @Transactional
  public Slice after(long after, int limit, @Nullable ClusterId cluster) {
    // Before the events, so that no event up to there is missing; what is pruned meanwhile is seen
    // after them.
    long last = bounds().last();
    var query =
        cluster == null
            ? session.createNativeQuery(
                "SELECT * FROM event WHERE id > :after ORDER BY id", EventEntity.class)
            : session
                .createNativeQuery(
                    """
                    SELECT * FROM event
                    WHERE id > :after AND clusters @> ARRAY[CAST(:cluster AS text)] ORDER BY id
                    """,
                    EventEntity.class)
                .setParameter("cluster", cluster.name());
    List<StoredEvent> events =
        query.setParameter("after", after).setMaxResults(limit).getResultList().stream()
            .map(EventRows::stored)
            .toList();
    long newest = events.isEmpty() ? after : events.getLast().id();
    return new Slice(events, bounds(), events.size() == limit ? newest : Math.max(last, newest));
  }

  @Override
  @Transactional
  public Bounds bounds() {
    Object[] row =
        session
            .createNativeQuery("SELECT pruned_event, last_event FROM fleet", Object[].class)
            .getSingleResult();
    return new Bounds((Long) row[0], (Long) row[1]);
  }

  @Override
  public void prune(Instant before, long atMost) {
    while (pruneSome(before, atMost) == BATCH) {
      // Each batch is a transaction of its own.
    }
  }

  /// From the oldest on and nothing in between, so that what is left has no gaps.
  @Transactional
  int pruneSome(Instant before, long atMost) {
    Long end =
        session
            .createNativeQuery(
                """
                SELECT max(id) FROM (
                  SELECT id, at FROM event ORDER BY id LIMIT :batch) AS oldest
                WHERE at < :before OR id <= (SELECT last_event FROM fleet) - :most
                """,
                Long.class)
            .setParameter("batch", BATCH)
            .setParameter("before", before)
            .setParameter("most", atMost)
            .getSingleResult();
    if (end == null) {
      return 0;
    }
    session
        .createNativeMutationQuery("UPDATE fleet SET pruned_event = greatest(pruned_event, :end)")
        .setParameter("end", end)
        .executeUpdate();
    return session
        .createNativeMutationQuery("DELETE FROM event WHERE id <= :end")
        .setParameter("end", end)
        .executeUpdate();
  }
}
