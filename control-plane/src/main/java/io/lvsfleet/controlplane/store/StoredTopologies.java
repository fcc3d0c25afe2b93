package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.service.Commit;
import io.lvsfleet.controlplane.service.Event;
import io.lvsfleet.controlplane.service.KnownAgent;
import io.lvsfleet.controlplane.service.NodeRevision;
import io.lvsfleet.controlplane.service.StoredDocument;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.StoredTopology;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
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

  /// Told on every change, as a hint for other replicas to load their image anew.
  public static final String CHANNEL = "lvsfleet_topology";

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
    return new StoredTopology(image, incarnation, reader.read(), nodeRevisions, agents);
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
    long event =
        session
            .createNativeQuery(
                """
                UPDATE fleet SET image = image + 1, last_event = last_event + 1
                WHERE image = :image RETURNING last_event
                """,
                Long.class)
            .setParameter("image", commit.image())
            .getResultStream()
            .findFirst()
            .orElseThrow(() -> new StaleImageException(commit.image()));
    session.setJdbcBatchSize(BATCH);
    RowWriter rows = new RowWriter(session, commit.after().number());
    commit.changes().forEach(rows::write);
    insert(commit);
    session.insert(entity(event, commit.event()));
    session
        .createNativeQuery("SELECT pg_notify(:channel, :image)", String.class)
        .setParameter("channel", CHANNEL)
        .setParameter("image", Long.toString(commit.image() + 1))
        .getResultList();
  }

  private void insert(Commit commit) {
    revisions.insert(commit);
    commit
        .touched()
        .forEach((node, nodeRevision) -> {
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
    long id = nextEvent();
    AgentEntity row = new AgentEntity();
    row.node = node.name();
    row.programVersion = agent.facts().programVersion();
    row.kernelRelease = agent.facts().kernelRelease();
    row.addresses =
        agent.facts().addresses().stream().map(IpAddress::toString).toArray(String[]::new);
    row.capabilities = CapabilityRows.of(agent.facts().capabilities());
    row.lastHello = agent.lastHello();
    session.upsert(row);
    session.insert(entity(id, event));
  }

  @Override
  @Transactional
  public void append(Event event) {
    session.insert(entity(nextEvent(), event));
  }

  private long nextEvent() {
    return session
        .createNativeQuery(
            "UPDATE fleet SET last_event = last_event + 1 RETURNING last_event", Long.class)
        .getSingleResult();
  }

  @Override
  @Transactional
  public List<Event.Stored> events(long after, int limit, @Nullable ClusterId cluster) {
    var query =
        cluster == null
            ? session.createSelectionQuery(
                "from Event where id > ?1 order by id", EventEntity.class)
            : session
                .createSelectionQuery(
                    "from Event where id > ?1 and cluster = ?2 order by id", EventEntity.class)
                .setParameter(2, cluster.name());
    return query.setParameter(1, after).setMaxResults(limit).getResultList().stream()
        .map(row ->
            new Event.Stored(
                row.id, new Event(row.at, row.type, row.cluster, row.node, row.author, row.detail)))
        .toList();
  }

  private static EventEntity entity(long id, Event event) {
    EventEntity row = new EventEntity();
    row.id = id;
    row.at = event.at();
    row.type = event.type();
    row.cluster = event.cluster();
    row.node = event.node();
    row.author = event.author();
    row.detail = event.detail();
    return row;
  }
}
