package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.service.History;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import org.hibernate.StatelessSession;

/// Old revisions of table `revision`.
@ApplicationScoped
public class StoredHistory implements History {

  private final StatelessSession session;

  StoredHistory(StatelessSession session) {
    this.session = session;
  }

  @Override
  @Transactional
  public int prune(Instant before, int atMost) {
    // A patch means nothing without the last whole document before it, so that one stays as well.
    return session
        .createNativeMutationQuery(
            """
            WITH oldest AS (
              SELECT r.cluster, min(r.number) AS number
              FROM revision r JOIN cluster c ON c.id = r.cluster
              WHERE r.number > c.revision - :most AND r.at >= :before
                OR r.open OR r.number = c.revision
              GROUP BY r.cluster),
            base AS (
              SELECT o.cluster, max(r.number) AS number
              FROM oldest o
              JOIN revision r
                ON r.cluster = o.cluster AND r.number <= o.number AND r.patch IS NULL
              GROUP BY o.cluster),
            scopes AS (
              DELETE FROM revision_scope s USING base b
              WHERE s.cluster = b.cluster AND s.until <= b.number)
            DELETE FROM revision r USING base b WHERE r.cluster = b.cluster AND r.number < b.number
            """)
        .setParameter("most", atMost)
        .setParameter("before", before)
        .executeUpdate();
  }
}
