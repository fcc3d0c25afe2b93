package io.lvsfleet.controlplane.store.access;

import io.lvsfleet.controlplane.access.JoinToken;
import io.lvsfleet.controlplane.access.JoinTokenRegistry;
import io.lvsfleet.controlplane.access.Secrets;
import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.store.AuditRows;
import io.lvsfleet.model.NodeId;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// Join tokens in table `join_token`.
@ApplicationScoped
public class StoredJoinTokens implements JoinTokens, JoinTokenRegistry {

  /// How long a used or expired token is still shown.
  private static final Duration REMEMBERED = Duration.ofDays(7);

  /// The call by which an agent enrols, as gRPC names it in HTTP.
  private static final String ENROL = "/lvsfleet.v1.Enrolment/Enrol";

  private final Session session;

  StoredJoinTokens(Session session) {
    this.session = session;
  }

  /// One statement decides: of many attempts at once PostgreSQL lets one see the token unused, the
  /// others wait for it and then find it used.
  @Override
  @Transactional
  public Optional<NodeId> redeem(String token, Instant now, String source) {
    Optional<JoinToken.Presented> presented = JoinToken.Presented.parse(token);
    Optional<NodeId> node = presented.flatMap(it -> redeem(it, now, source));
    // A guessed id tells nothing; whose token it was meant to be may.
    String principal = presented.map(it -> "join-token/" + it.id()).orElse("anonymous");
    AuditRows.write(
        session,
        new AuditEntry(
            new Request(UUID.randomUUID(), principal, source, "", "POST", ENROL),
            now,
            node.isPresent() ? 200 : 403,
            null,
            null,
            node.map(it -> "node " + it.name()).orElse("unknown, used, expired or wrong")));
    return node;
  }

  private Optional<NodeId> redeem(JoinToken.Presented presented, Instant now, String source) {
    return session
        .createNativeQuery(
            """
            UPDATE join_token SET used_at = :now, used_from = :source
            WHERE id = :id AND secret_hash = :hash
              AND used_at IS NULL AND expires_at > :now
            RETURNING node
            """,
            String.class)
        .setParameter("now", now)
        .setParameter("source", source)
        .setParameter("id", presented.id())
        .setParameter("hash", Secrets.hash(presented.secret()))
        .getResultStream()
        .findFirst()
        .map(NodeId::new);
  }

  @Override
  @Transactional
  public Created create(NodeId node, Duration life, Instant now, Request by) {
    JoinTokenEntity.delete("expiresAt < ?1", now.minus(REMEMBERED));
    if (JoinTokenEntity.count("usedAt is null and expiresAt > ?1", now) >= MAX_OPEN) {
      throw new TooManyException();
    }
    JoinToken.Presented presented =
        new JoinToken.Presented(freeId(), Secrets.random(JoinToken.SECRET_LENGTH));
    JoinTokenEntity row = new JoinTokenEntity();
    row.id = presented.id();
    row.secretHash = Secrets.hash(presented.secret());
    row.node = node.name();
    row.createdAt = now;
    row.expiresAt = now.plus(life);
    row.persist();
    AuditRows.write(
        session,
        new AuditEntry(
            by, now, null, null, null, "join token " + row.id + " for node " + row.node));
    return new Created(token(row), presented);
  }

  @Override
  @Transactional
  public List<JoinToken> list() {
    return JoinTokenEntity.<JoinTokenEntity>listAll(Sort.descending("createdAt").and("id")).stream()
        .map(StoredJoinTokens::token)
        .toList();
  }

  @Override
  @Transactional
  public boolean delete(String id, Instant now, Request by) {
    boolean deleted = JoinTokenEntity.deleteById(id);
    if (deleted) {
      AuditRows.write(session, new AuditEntry(by, now, null, null, null, "join token " + id));
    }
    return deleted;
  }

  private static String freeId() {
    String id = Secrets.random(JoinToken.ID_LENGTH);
    while (JoinTokenEntity.findById(id) != null) {
      id = Secrets.random(JoinToken.ID_LENGTH);
    }
    return id;
  }

  private static JoinToken token(JoinTokenEntity row) {
    Instant usedAt = row.usedAt;
    String usedFrom = row.usedFrom;
    return new JoinToken(
        row.id,
        new NodeId(row.node),
        row.createdAt,
        row.expiresAt,
        usedAt == null || usedFrom == null
            ? Optional.empty()
            : Optional.of(new JoinToken.Use(usedAt, usedFrom)));
  }
}
