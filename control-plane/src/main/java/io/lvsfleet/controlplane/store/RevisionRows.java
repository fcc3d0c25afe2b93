package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.service.Commit;
import io.lvsfleet.controlplane.service.RevisionText;
import io.lvsfleet.controlplane.service.Staged;
import io.lvsfleet.controlplane.service.StoredDocument;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/// Revisions and whom they wait for.
final class RevisionRows {

  /// A scope's end that has not come yet.
  private static final long OPEN = Long.MAX_VALUE;

  private final StatelessSession session;

  RevisionRows(StatelessSession session) {
    this.session = session;
  }

  void insert(Commit commit) {
    RevisionEntity row = new RevisionEntity();
    row.id = new RevisionId(commit.cluster().name(), commit.after().number());
    row.author = commit.author().who();
    row.reason = commit.author().why();
    row.at = commit.at();
    row.open = true;
    row.created = commit.counts().created();
    row.updated = commit.counts().updated();
    row.deleted = commit.counts().deleted();
    switch (commit.text()) {
      case RevisionText.Whole(String json) -> row.whole = json;
      case RevisionText.Patch(String json) -> row.patch = json;
      case RevisionText.Removed() -> row.removed = true;
    }
    session.insert(row);
    scope(commit);
  }

  private void scope(Commit commit) {
    SortedMap<NodeId, Long> wanted = wanted(commit);
    if (wanted.isEmpty()) {
      return;
    }
    long revision = commit.after().number();
    session
        .createNativeMutationQuery(
            """
            UPDATE revision_scope SET until = :revision
            WHERE cluster = :cluster AND until = :open AND node = ANY (:nodes)
            """)
        .setParameter("revision", revision)
        .setParameter("cluster", commit.cluster().name())
        .setParameter("open", OPEN)
        .setParameter("nodes", names(wanted.keySet()))
        .executeUpdate();
    wanted.forEach((node, nodeRevision) -> {
      ScopeEntity row = new ScopeEntity();
      row.id = new ScopeId(commit.cluster().name(), revision, node.name());
      row.until = commit.leaving().contains(node) ? revision + 1 : OPEN;
      row.nodeRevision = nodeRevision;
      session.insert(row);
    });
  }

  /// The states that are waited for; those of nodes that are held are not made yet.
  private static SortedMap<NodeId, Long> wanted(Commit commit) {
    SortedMap<NodeId, Long> wanted = new TreeMap<>();
    commit.touched().forEach((node, nodeRevision) -> wanted.put(node, nodeRevision.number()));
    Staged staged = commit.staged();
    if (staged != null) {
      staged.held().keySet().forEach(node -> wanted.put(node, Rollout.HELD));
    }
    return wanted;
  }

  static String[] names(Collection<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).toArray(String[]::new);
  }

  Optional<SortedMap<NodeId, Long>> scope(ClusterId cluster, Revision revision) {
    if (row(cluster, revision) == null) {
      return Optional.empty();
    }
    SortedMap<NodeId, Long> scope = new TreeMap<>();
    session
        .createSelectionQuery(
            "from RevisionScope where id.cluster = ?1 and id.since <= ?2 and until > ?2",
            ScopeEntity.class)
        .setParameter(1, cluster.name())
        .setParameter(2, revision.number())
        .getResultList()
        .forEach(row -> scope.put(new NodeId(row.id.node()), row.nodeRevision));
    return Optional.of(scope);
  }

  List<StoredRevision> list(ClusterId cluster, @Nullable Revision before, int limit) {
    return session
        .createSelectionQuery(
            """
            select id.number, author, reason, at, removed, created, updated, deleted,
              outcome, decidedAt
            from Revision
            where id.cluster = ?1 and id.number < ?2 order by id.number desc
            """,
            RevisionLine.class)
        .setParameter(1, cluster.name())
        .setParameter(2, before == null ? Long.MAX_VALUE : before.number())
        .setMaxResults(limit)
        .getResultList()
        .stream()
        .map(line -> line.stored(cluster))
        .toList();
  }

  Optional<StoredRevision> get(ClusterId cluster, Revision revision) {
    return Optional.ofNullable(row(cluster, revision))
        .map(row ->
            new RevisionLine(
                    row.id.number(),
                    row.author,
                    row.reason,
                    row.at,
                    row.removed,
                    row.created,
                    row.updated,
                    row.deleted,
                    row.outcome,
                    row.decidedAt)
                .stored(cluster));
  }

  private @Nullable RevisionEntity row(ClusterId cluster, Revision revision) {
    return session.get(RevisionEntity.class, new RevisionId(cluster.name(), revision.number()));
  }

  Optional<StoredDocument> document(ClusterId cluster, Revision revision) {
    List<RevisionEntity> rows =
        session
            .createSelectionQuery(
                """
                from Revision where id.cluster = ?1 and id.number <= ?2 and id.number >=
                  (select max(r.id.number) from Revision r
                   where r.id.cluster = ?1 and r.id.number <= ?2 and r.patch is null)
                order by id.number
                """,
                RevisionEntity.class)
            .setParameter(1, cluster.name())
            .setParameter(2, revision.number())
            .getResultList();
    if (rows.isEmpty() || rows.getLast().id.number() != revision.number()) {
      return Optional.empty();
    }
    RevisionEntity first = rows.getFirst();
    String whole = first.whole != null ? first.whole : first.document;
    if (whole == null) {
      return Optional.empty();
    }
    List<String> patches = new ArrayList<>();
    for (RevisionEntity row : rows.subList(1, rows.size())) {
      if (row.patch != null) {
        patches.add(row.patch);
      }
    }
    return Optional.of(
        new StoredDocument(whole, first.whole != null ? Format.JSON : Format.YAML, patches));
  }
}
