package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.hibernate.StatelessSession;

/// The audit log in table `audit`.
@ApplicationScoped
public class StoredAudit implements AuditLog {

  private final StatelessSession session;

  StoredAudit(StatelessSession session) {
    this.session = session;
  }

  @Override
  @Transactional
  public void answered(List<AuditEntry> entries) {
    entries.forEach(entry -> AuditRows.write(session, entry));
  }

  @Override
  @Transactional
  public List<AuditEntry.Stored> before(long id, int limit, Filter filter) {
    var query =
        session
            .createNativeQuery(
                """
                SELECT id, key, at, principal, source, request_id, method, path, status, cluster,
                  revision, detail
                FROM audit
                WHERE id < :before
                  AND (CAST(:principal AS text) IS NULL OR principal = :principal)
                  AND (CAST(:cluster AS text) IS NULL OR cluster = :cluster)
                  AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
                  AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
                ORDER BY id DESC
                """,
                Object[].class)
            .setParameter("before", id);
    query.setParameter("principal", filter.principal(), String.class);
    query.setParameter("cluster", filter.cluster(), String.class);
    query.setParameter("since", filter.since(), Instant.class);
    query.setParameter("until", filter.until(), Instant.class);
    return query.setMaxResults(limit).getResultList().stream().map(AuditRows::stored).toList();
  }

  @Override
  @Transactional
  public void prune(Instant before) {
    session
        .createNativeMutationQuery("DELETE FROM audit WHERE at < :before")
        .setParameter("before", before)
        .executeUpdate();
  }
}
