package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.Request;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.SharedSessionContract;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;

/// Audit entries as rows, within somebody's transaction.
public final class AuditRows {

  private AuditRows() {}

  /// Writes what is not there; of what is there, only a status that is missing.
  public static void write(SharedSessionContract session, AuditEntry entry) {
    Request request = entry.request();
    MutationQuery query =
        session
            .createNativeMutationQuery(
                """
                INSERT INTO audit (key, at, principal, source, request_id, method, path, status,
                  cluster, revision, detail)
                VALUES (:key, :at, :principal, :source, :request, :method, :path, :status,
                  :cluster, :revision, :detail)
                ON CONFLICT (key) DO UPDATE SET status = excluded.status
                WHERE audit.status IS NULL
                """)
            .setParameter("key", request.key())
            .setParameter("at", entry.at())
            .setParameter("principal", request.principal())
            .setParameter("source", request.source())
            .setParameter("request", request.id())
            .setParameter("method", request.method())
            .setParameter("path", request.path());
    query.setParameter("status", entry.status(), Integer.class);
    query.setParameter("cluster", entry.cluster(), String.class);
    query.setParameter("revision", entry.revision(), Long.class);
    query.setParameter("detail", entry.detail(), String.class);
    query.executeUpdate();
  }

  static AuditEntry.Stored stored(Object[] row) {
    return new AuditEntry.Stored(
        (Long) row[0],
        new AuditEntry(
            new Request(
                (UUID) row[1],
                (String) row[3],
                (String) row[4],
                (String) row[5],
                (String) row[6],
                (String) row[7]),
            (Instant) row[2],
            (@Nullable Integer) row[8],
            (@Nullable String) row[9],
            (@Nullable Long) row[10],
            (@Nullable String) row[11]));
  }
}
