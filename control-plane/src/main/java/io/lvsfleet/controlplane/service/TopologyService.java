package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Holds the image of the topology and is its only writer in this program.
///
/// - Readers take the newest image and never wait.
/// - A change is decided on an image, stored, and only then seen by anybody.
/// - Another replica's change is noticed by the store; then the image is loaded anew and the
///   command decided again.
public final class TopologyService implements DesiredStates, AgentDirectory {

  private static final Logger LOG = Logger.getLogger(TopologyService.class);

  /// Other replicas may win that often in a row before a caller hears of it.
  private static final int ATTEMPTS = 5;

  private final TopologyStore store;
  private final Supplier<FleetView> fleet;
  private final InstantSource clock;
  private final ReentrantLock writer = new ReentrantLock();
  private final List<Consumer<SortedSet<NodeId>>> subscribers = new CopyOnWriteArrayList<>();
  private final List<Runnable> readers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Image image;

  /// The last commit failed and may have happened all the same.
  private volatile boolean isDoubtful;

  public TopologyService(TopologyStore store, Supplier<FleetView> fleet, InstantSource clock) {
    this.store = store;
    this.fleet = fleet;
    this.clock = clock;
  }

  /// The topology has not been loaded yet.
  public static final class NotLoadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLoadedException() {
      super("the topology has not been loaded yet");
    }
  }

  /// Calls back after anything was stored; return quickly, do not block.
  public FleetView.Subscription whenStored(Runnable stored) {
    readers.add(stored);
    return () -> readers.remove(stored);
  }

  /// Loads the image; nodes hear of it when there was none, or when theirs is a newer one.
  public void load() {
    SortedSet<NodeId> news;
    writer.lock();
    try {
      news = reload();
    } finally {
      writer.unlock();
    }
    tell(news);
  }

  /// @return the nodes whose state was changed by others, or by a commit of this program that it
  ///   never heard the end of
  private SortedSet<NodeId> reload() {
    Image before = image;
    Image loaded = Image.of(store.load());
    if (before != null) {
      // What an agent said while the database was away is known here alone.
      for (Map.Entry<NodeId, KnownAgent> agent : before.stored().agents().entrySet()) {
        KnownAgent stored = loaded.stored().agents().get(agent.getKey());
        if (stored == null || agent.getValue().lastHello().isAfter(stored.lastHello())) {
          loaded = loaded.withAgent(agent.getKey(), agent.getValue());
        }
      }
    }
    image = loaded;
    isDoubtful = false;
    SortedSet<NodeId> news = new TreeSet<>(loaded.stored().nodeRevisions().keySet());
    if (before != null && before.stored().incarnation().equals(loaded.stored().incarnation())) {
      Image after = loaded;
      news.removeIf(node -> before.nodeRevision(node).equals(after.nodeRevision(node)));
    }
    return news;
  }

  public boolean isLoaded() {
    return image != null;
  }

  public Topology topology() {
    return image().topology();
  }

  public String incarnation() {
    return image().stored().incarnation();
  }

  public Overrides overrides() {
    return image().overrides();
  }

  public KnownNodes knownNodes() {
    return image().knownNodes();
  }

  public SortedMap<NodeId, KnownAgent> agents() {
    return image().stored().agents();
  }

  /// The revision of what a node should be now.
  public long nodeRevision(NodeId node) {
    return image().nodeRevision(node).number();
  }

  /// The same for one who asks about a cluster; [Rollout#HELD] while the cluster's newest revision
  /// is held back from it.
  public long nodeRevision(ClusterId cluster, NodeId node) {
    Image now = image();
    return now.isHeld(cluster, node) ? Rollout.HELD : now.nodeRevision(node).number();
  }

  /// Says what a command would do.
  public Plan plan(ClusterId cluster, Function<ClusterTopology, Command> command) {
    Image now = image();
    ClusterTopology before = now.topology().clusterOrEmpty(cluster);
    Command wanted = command.apply(before);
    Decision decision =
        Decider.decide(now.topology(), now.compiled(cluster), wanted, now.knownNodes());
    requireThawed(now, cluster, decision);
    return Plan.of(now, before, decision, fleet.get().agents(), clock.instant());
  }

  /// Does what a command wants.
  ///
  /// @param command is made from the cluster as it is when the change is decided, so that a
  ///   precondition holds; what it throws, the caller gets
  public Decision change(
      ClusterId cluster, Function<ClusterTopology, Command> command, Author author) {
    return change(cluster, command, author, RolloutPolicy.AT_ONCE);
  }

  /// Does what a command wants, and watches how the agents take it.
  public Decision change(
      ClusterId cluster,
      Function<ClusterTopology, Command> command,
      Author author,
      RolloutPolicy policy) {
    return write(now -> {
      Command wanted = command.apply(now.topology().clusterOrEmpty(cluster));
      Decision decision =
          Decider.decide(now.topology(), now.compiled(cluster), wanted, now.knownNodes());
      // A hand-over leaves the document as it is.
      if (!(wanted instanceof Command.HandOver)) {
        requireThawed(now, cluster, decision);
      }
      if (!(decision instanceof Decision.Accepted accepted)) {
        return Write.nothing(decision, now);
      }
      Commit commit = commits(now).of(wanted, accepted, author, policy);
      return new Write<>(
          decision, s -> s.commit(commit), now.after(commit, accepted), commit.touched().keySet());
    });
  }

  /// What changes nothing, and what is refused anyway, is answered as ever.
  private void requireThawed(Image now, ClusterId cluster, Decision decision) {
    boolean isChange =
        decision instanceof Decision.Accepted || decision instanceof Decision.NeedsConfirmation;
    StandingOverride freeze = isChange ? now.overrides().freeze(cluster, clock.instant()) : null;
    if (freeze != null) {
      throw new FrozenException(freeze);
    }
  }

  /// A change that was decided on an image.
  ///
  /// @param store keeps it; null when there is nothing to keep
  /// @param after the image with it
  /// @param touched the nodes whose state it changes
  record Write<T>(
      T answer, @Nullable Consumer<TopologyStore> store, Image after, Set<NodeId> touched) {

    static <T> Write<T> nothing(T answer, Image now) {
      return new Write<>(answer, null, now, Set.of());
    }
  }

  /// The image as it is.
  Image now() {
    return image();
  }

  /// Makes a change that is decided on the newest image there is.
  <T> T write(Function<Image, Write<T>> decide) {
    SortedSet<NodeId> news = new TreeSet<>();
    writer.lock();
    try {
      return decideAndStore(decide, news);
    } finally {
      writer.unlock();
      tell(news);
      readers.forEach(Runnable::run);
    }
  }

  /// @param news takes in the nodes whose state changes, or turns out to have been changed by
  ///   others
  private <T> T decideAndStore(Function<Image, Write<T>> decide, SortedSet<NodeId> news) {
    if (isDoubtful) {
      news.addAll(reload());
    }
    for (int attempt = 1; ; attempt++) {
      Write<T> write = decide.apply(image());
      Consumer<TopologyStore> storing = write.store();
      if (storing == null) {
        return write.answer();
      }
      try {
        storing.accept(store);
        image = write.after();
        news.addAll(write.touched());
        return write.answer();
      } catch (TopologyStore.StaleImageException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        news.addAll(reload());
      } catch (RuntimeException e) {
        // The connection may have broken after the commit: what is stored decides.
        isDoubtful = true;
        throw e;
      }
    }
  }

  Commits commits(Image now) {
    return new Commits(now, fleet.get().agents(), clock.instant());
  }

  /// Newest revisions that are watched on their way.
  public SortedMap<ClusterId, Staged> staged() {
    Image now = image;
    return now == null ? Sorted.map() : now.stored().staged();
  }

  /// Gives a watched revision to those that are held.
  void release(ClusterId cluster, Staged staged) {
    step(cluster, staged, now -> commits(now).release(cluster, staged));
  }

  /// A revision is watched no longer.
  void finish(ClusterId cluster, Staged staged) {
    step(cluster, staged, now -> commits(now).finish(cluster, staged));
  }

  /// A revision that failed is watched on, but nobody tries to undo it any more.
  void giveUp(ClusterId cluster, Staged staged) {
    step(cluster, staged, now -> commits(now).giveUp(cluster, staged));
  }

  /// Nothing is done when it is not as it was any more.
  private void step(ClusterId cluster, Staged staged, Function<Image, StageCommit> next) {
    SortedSet<NodeId> news = new TreeSet<>();
    writer.lock();
    try {
      if (isDoubtful) {
        news.addAll(reload());
      }
      Image now = image();
      if (!staged.equals(now.stored().staged().get(cluster))) {
        return;
      }
      StageCommit commit = next.apply(now);
      try {
        store.commit(commit);
        image = now.after(commit);
        news.addAll(commit.released().keySet());
      } catch (TopologyStore.StaleImageException _) {
        news.addAll(reload()); // whoever was faster is looked at in the next turn
      } catch (RuntimeException e) {
        isDoubtful = true;
        throw e;
      }
    } finally {
      writer.unlock();
      tell(news);
      readers.forEach(Runnable::run);
    }
  }

  /// Takes in what other replicas have changed, and how a change ended whose end was not heard. To
  /// be called when there may be such a change, and now and then: nodes must hear of it although
  /// nobody makes another one here.
  public void catchUp() {
    if (!isDoubtful && isNewest()) {
      return;
    }
    SortedSet<NodeId> news = new TreeSet<>();
    writer.lock();
    try {
      // A commit of this very program may have been under way.
      if (isDoubtful || !isNewest()) {
        news = reload();
      }
    } finally {
      writer.unlock();
    }
    tell(news);
    readers.forEach(Runnable::run);
  }

  private boolean isNewest() {
    Image now = image;
    return now != null && now.stored().image() == store.image();
  }

  private Image image() {
    Image now = image;
    if (now == null) {
      throw new NotLoadedException();
    }
    return now;
  }

  private void tell(SortedSet<NodeId> nodes) {
    if (!nodes.isEmpty()) {
      subscribers.forEach(subscriber -> subscriber.accept(nodes));
    }
  }

  @Override
  public Optional<Desired> desired(NodeId node) {
    Image now = image;
    return now == null ? Optional.empty() : Optional.of(now.desired(node));
  }

  @Override
  public SortedSet<NodeId> directorsOf(NodeId realServerNode) {
    return image().directorsOf(realServerNode);
  }

  @Override
  public FleetView.Subscription subscribe(Consumer<SortedSet<NodeId>> changed) {
    subscribers.add(changed);
    return () -> subscribers.remove(changed);
  }

  @Override
  public void connected(NodeId node, AgentFacts facts) {
    KnownAgent agent = new KnownAgent(facts, clock.instant());
    writer.lock();
    try {
      image = image().withAgent(node, agent);
    } finally {
      writer.unlock();
    }
    record(node, AgentEvent.connected(facts), event -> store.connected(node, agent, event));
  }

  @Override
  public void disconnected(NodeId node, String reason) {
    record(node, AgentEvent.disconnected(reason), store::append);
  }

  @Override
  public void happened(NodeId node, AgentEvent event) {
    record(node, event, store::append);
  }

  /// A session goes on when the database is away: what agents say is soft, and they say it again.
  private void record(NodeId node, AgentEvent event, Consumer<Event> write) {
    ClusterId cluster = event.cluster();
    try {
      write.accept(
          new Event(
              clock.instant(),
              event.type(),
              cluster == null ? image().topology().clustersOf(node) : Sorted.set(Set.of(cluster)),
              node,
              null,
              event.detail(),
              event.data()));
    } catch (RuntimeException e) {
      LOG.warnf(
          "%s of %s (%s) could not be stored: %s",
          event.type().id(), node, event.detail(), e.getMessage());
    }
    readers.forEach(Runnable::run);
  }

  /// The agents a revision waits for.
  public Optional<SortedMap<NodeId, Long>> scope(ClusterId cluster, Revision revision) {
    return store.scope(cluster, revision);
  }

  /// Revisions of a cluster, newest first; also those from before it was removed.
  ///
  /// @param before only older ones; null from the newest on
  public List<StoredRevision> revisions(ClusterId cluster, @Nullable Revision before, int limit) {
    return store.revisions(cluster, before, limit);
  }

  public Optional<StoredRevision> revision(ClusterId cluster, Revision revision) {
    return store.revision(cluster, revision);
  }

  /// The document of a revision; empty when there is no such revision or it removed the cluster.
  public Optional<ClusterDocument> document(ClusterId cluster, Revision revision) {
    return store.document(cluster, revision).map(StoredDocument::document);
  }

  /// What a cluster asks of its nodes now.
  public CompiledCluster compiled(ClusterId cluster) {
    return image().compiled(cluster);
  }
}
