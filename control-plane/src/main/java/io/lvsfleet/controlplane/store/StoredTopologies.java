package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.Commit;
import io.lvsfleet.controlplane.service.KnownAgent;
import io.lvsfleet.controlplane.service.NodeRevision;
import io.lvsfleet.controlplane.service.OverrideCommit;
import io.lvsfleet.controlplane.service.StageCommit;
import io.lvsfleet.controlplane.service.Staged;
import io.lvsfleet.controlplane.service.StoredDocument;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.StoredTopology;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/// The topology in PostgreSQL.
///
/// Every writing transaction begins with the one row of `fleet`: there writers wait for each other,
/// there an outdated image is noticed, and there event ids come from, so that they are in the order
/// of the commits.
@ApplicationScoped
public class StoredTopologies implements TopologyStore {

  private static final int BATCH = 100;

  private final StatelessSession session;
  private final RevisionRows revisions;

  StoredTopologies(StatelessSession session) {
    this.session = session;
    this.revisions = new RevisionRows(session);
  }

  @Override
  @Transactional
  public StoredTopology load() {
    // Shared: no writer may get in between the queries that follow.
    long image =
        session
            .createNativeQuery("SELECT image FROM fleet FOR SHARE", Long.class)
            .getSingleResult();
    String incarnation =
        session
            .createNativeQuery("SELECT value FROM setting WHERE key = 'incarnation'", String.class)
            .getSingleResult();
    RowReader reader = new RowReader(session);
    SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>();
    for (NodeRevisionEntity row : reader.all(NodeRevisionEntity.class)) {
      nodeRevisions.put(new NodeId(row.node), new NodeRevision(row.number, row.allowedRemovals));
    }
    SortedMap<NodeId, KnownAgent> agents = new TreeMap<>();
    for (AgentEntity row : reader.all(AgentEntity.class)) {
      agents.put(new NodeId(row.node), known(row));
    }
    SortedMap<OverrideKey, StandingOverride> overrides = new TreeMap<>();
    for (OverrideEntity row : reader.all(OverrideEntity.class)) {
      StandingOverride standing = OverrideRows.value(row);
      overrides.put(standing.key(), standing);
    }
    return new StoredTopology(
        image,
        incarnation,
        reader.read(),
        new Overrides(overrides),
        nodeRevisions,
        agents,
        new StagedRows(session).all());
  }

  private static KnownAgent known(AgentEntity row) {
    return new KnownAgent(
        new AgentFacts(
            row.programVersion,
            row.kernelRelease,
            Arrays.stream(row.addresses)
                .map(IpAddress::parse)
                .collect(Collectors.toCollection(java.util.TreeSet::new)),
            CapabilityRows.value(row.capabilities)),
        row.lastHello);
  }

  @Override
  @Transactional
  public void commit(Commit commit) {
    long event = begin(commit.image(), commit.events().size());
    session.setJdbcBatchSize(BATCH);
    RowWriter rows = new RowWriter(session, commit.after().number());
    commit.changes().forEach(rows::write);
    insert(commit);
    EventRows.insert(session, event, commit.events());
    EventRows.notify(session, DatabaseNotices.TOPOLOGY, commit.image() + 1);
    audit(commit.author(), commit.at(), commit.cluster(), commit.after().number());
  }

  @Override
  @Transactional
  public void commit(OverrideCommit commit) {
    long event = begin(commit.image(), commit.events().size());
    StandingOverride standing = commit.standing();
    if (standing == null) {
      OverrideId id = OverrideRows.id(commit.key());
      session
          .createMutationQuery("delete from OperatorOverride where id.scope = ?1 and id.id = ?2")
          .setParameter(1, id.scope())
          .setParameter(2, id.id())
          .executeUpdate();
    } else {
      session.upsert(OverrideRows.of(standing));
    }
    put(commit.touched());
    EventRows.insert(session, event, commit.events());
    EventRows.notify(session, DatabaseNotices.TOPOLOGY, commit.image() + 1);
    audit(commit.author(), commit.at(), commit.key().cluster(), null);
  }

  private void audit(
      Author author, Instant at, @Nullable ClusterId cluster, @Nullable Long revision) {
    Request request = author.request();
    if (request != null) {
      AuditRows.write(
          session,
          new AuditEntry(
              request, at, null, cluster == null ? null : cluster.name(), revision, author.why()));
    }
  }

  /// @return the number of the last of so many events
  private long begin(long image, int events) {
    return session
        .createNativeQuery(
            """
            UPDATE fleet SET image = image + 1, last_event = last_event + :events
            WHERE image = :image RETURNING last_event
            """,
            Long.class)
        .setParameter("image", image)
        .setParameter("events", events)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> new StaleImageException(image));
  }

  @Override
  @Transactional
  public void commit(StageCommit commit) {
    long event = begin(commit.image(), commit.events().size());
    new StagedRows(session).step(commit);
    put(commit.released());
    EventRows.insert(session, event, commit.events());
    EventRows.notify(session, DatabaseNotices.TOPOLOGY, commit.image() + 1);
  }

  @Override
  @Transactional
  public long image() {
    return session.createNativeQuery("SELECT image FROM fleet", Long.class).getSingleResult();
  }

  private void insert(Commit commit) {
    revisions.insert(commit);
    put(commit.touched());
    Staged staged = commit.staged();
    if (staged != null) {
      new StagedRows(session).put(commit.cluster(), staged);
    } else if (commit.wasStaged()) {
      new StagedRows(session).remove(commit.cluster());
    }
  }

  private void put(SortedMap<NodeId, NodeRevision> nodeRevisions) {
    nodeRevisions.forEach((node, nodeRevision) -> {
      NodeRevisionEntity row = new NodeRevisionEntity();
      row.node = node.name();
      row.number = nodeRevision.number();
      row.allowedRemovals = nodeRevision.allowedRemovals();
      session.upsert(row);
    });
  }

  @Override
  @Transactional
  public Optional<SortedMap<NodeId, Long>> scope(ClusterId cluster, Revision revision) {
    return revisions.scope(cluster, revision);
  }

  @Override
  @Transactional
  public List<StoredRevision> revisions(ClusterId cluster, @Nullable Revision before, int limit) {
    return revisions.list(cluster, before, limit);
  }

  @Override
  @Transactional
  public Optional<StoredRevision> revision(ClusterId cluster, Revision revision) {
    return revisions.get(cluster, revision);
  }

  @Override
  @Transactional
  public Optional<StoredDocument> document(ClusterId cluster, Revision revision) {
    return revisions.document(cluster, revision);
  }

  @Override
  @Transactional
  public void connected(NodeId node, KnownAgent agent, Event event) {
    // First the row that every writing transaction begins with.
    long id = EventRows.reserve(session, 1);
    AgentEntity row = new AgentEntity();
    row.node = node.name();
    row.programVersion = agent.facts().programVersion();
    row.kernelRelease = agent.facts().kernelRelease();
    row.addresses =
        agent.facts().addresses().stream().map(IpAddress::toString).toArray(String[]::new);
    row.capabilities = CapabilityRows.of(agent.facts().capabilities());
    row.lastHello = agent.lastHello();
    session.upsert(row);
    EventRows.insert(session, id, List.of(event));
    EventRows.notify(session, DatabaseNotices.EVENTS, id);
  }

  @Override
  @Transactional
  public void append(Event event) {
    EventRows.append(session, event);
  }
}
