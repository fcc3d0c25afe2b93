package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.decide.OverrideRules;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Overrides while the program runs. They are part of the topology's image and written by its one
/// writer, but no document and no revision of a cluster has them.
public final class OverrideService {

  private static final Logger LOG = Logger.getLogger(OverrideService.class);

  /// How long it may take until an override that is over is taken away. Nobody waits for that:
  /// directors and readers look at its time themselves.
  private static final Duration TURN = Duration.ofSeconds(5);

  /// Of one cluster, or of one node.
  private static final int MOST = 1000;

  private final TopologyService topology;
  private final InstantSource clock;

  public OverrideService(TopologyService topology, InstantSource clock) {
    this.topology = topology;
    this.clock = clock;
  }

  /// What became of a wish.
  public sealed interface Outcome {
    /// @param before null when it is new
    /// @param standing null when it does not stand any more
    /// @param touched the directors that have to hear of it
    record Done(
        @Nullable StandingOverride before,
        @Nullable StandingOverride standing,
        SortedSet<NodeId> touched)
        implements Outcome {
      public Done {
        touched = Sorted.set(touched);
      }

      public boolean changed() {
        return !Objects.equals(before, standing);
      }
    }

    record Refused(List<Violation> violations) implements Outcome {
      public Refused {
        violations = List.copyOf(violations);
      }
    }
  }

  /// As many as there may be.
  public static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyException(OverrideKey key) {
      super(key.scope().text() + " has " + MOST + " overrides, as many as there may be");
    }
  }

  /// An order whose durations count from a moment.
  public interface Order {
    /// May throw what the caller shall get.
    DeclaredOverride from(Instant since);
  }

  /// It shall stand as ordered. The same again changes nothing.
  ///
  /// @param allowed looks at what stands now, and may throw what the caller shall get
  public Outcome put(
      OverrideKey key,
      Consumer<@Nullable StandingOverride> allowed,
      Order order,
      Author author,
      boolean isDryRun) {
    return decided(
        now -> {
          StandingOverride before = now.overrides().get(key);
          allowed.accept(before);
          return put(now, key, before, order, author);
        },
        isDryRun);
  }

  /// It shall not stand any more.
  public Outcome cancel(
      OverrideKey key,
      Consumer<@Nullable StandingOverride> allowed,
      Author author,
      boolean isDryRun) {
    return decided(
        now -> {
          StandingOverride before = now.overrides().get(key);
          allowed.accept(before);
          return before == null
              ? TopologyService.Write.nothing(new Outcome.Done(null, null, Sorted.set()), now)
              : changed(now, before, null, author, OverrideEvents.CANCELLED);
        },
        isDryRun);
  }

  private Outcome decided(
      java.util.function.Function<Image, TopologyService.Write<Outcome>> decide, boolean isDryRun) {
    return isDryRun ? decide.apply(topology.now()).answer() : topology.write(decide);
  }

  private TopologyService.Write<Outcome> put(
      Image now, OverrideKey key, @Nullable StandingOverride before, Order order, Author author) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    // The same order goes on from when it began; another one begins now.
    Instant since = before == null ? at : before.since();
    DeclaredOverride declared = order.from(since);
    if (before != null && declared.equals(before.declared())) {
      return TopologyService.Write.nothing(new Outcome.Done(before, before, Sorted.set()), now);
    }
    if (before != null && !declared.continues(before.declared())) {
      since = at;
      declared = order.from(since);
    }
    List<Violation> violations = OverrideRules.examine(now.topology(), key, declared, at);
    if (!violations.isEmpty()) {
      return TopologyService.Write.nothing(new Outcome.Refused(violations), now);
    }
    if (before == null && now.overrides().of(key.scope()).size() >= MOST) {
      throw new TooManyException(key);
    }
    StandingOverride standing =
        new StandingOverride(
            key, declared, author.who(), since, now.stored().image() + 1, Sorted.map());
    return changed(now, before, standing, author, null);
  }

  /// @param why it ends; null when it does not
  private TopologyService.Write<Outcome> changed(
      Image now,
      @Nullable StandingOverride before,
      @Nullable StandingOverride wanted,
      Author author,
      @Nullable String why) {
    OverrideKey key = Objects.requireNonNull(wanted == null ? before : wanted).key();
    Overrides overrides =
        wanted == null ? now.overrides().without(key) : now.overrides().with(wanted);
    SortedSet<NodeId> differing = differences(now, now.with(overrides, Sorted.map()));
    SortedMap<NodeId, NodeRevision> touched = topology.commits(now).next(differing, 0);
    StandingOverride standing = wanted == null ? null : scoped(now, wanted, before, touched);
    Image after = now.with(standing == null ? overrides : now.overrides().with(standing), touched);
    EventType type =
        standing == null
            ? EventType.OVERRIDE_ENDED
            : before == null ? EventType.OVERRIDE_CREATED : EventType.OVERRIDE_CHANGED;
    Instant at = clock.instant();
    StandingOverride told = Objects.requireNonNull(standing == null ? before : standing);
    Author asked =
        author.why() != null || standing == null
            ? author
            : new Author(author.who(), standing.declared().reason(), author.request());
    OverrideCommit commit =
        new OverrideCommit(
            now.stored().image(),
            key,
            standing,
            touched,
            asked,
            at,
            List.of(
                OverrideEvents.of(
                    type, told, clusters(now, told), differing, author.who(), why, at)));
    return new TopologyService.Write<>(
        new Outcome.Done(before, standing, differing), s -> s.commit(commit), after, differing);
  }

  /// The directors to which both say different things.
  private static SortedSet<NodeId> differences(Image before, Image after) {
    SortedSet<NodeId> all = new TreeSet<>();
    before
        .topology()
        .clusters()
        .forEach((id, cluster) -> {
          for (NodeId director : cluster.directors()) {
            if (!Objects.equals(before.part(id, director), after.part(id, director))) {
              all.add(director);
            }
          }
        });
    return all;
  }

  /// Whom it waits for. A change that is none to directors, of an owner's words for example, waits
  /// for whom it waited before.
  private static StandingOverride scoped(
      Image now,
      StandingOverride standing,
      @Nullable StandingOverride before,
      SortedMap<NodeId, NodeRevision> touched) {
    SortedMap<NodeId, Long> scope = new TreeMap<>(before == null ? Sorted.map() : before.scope());
    scope.keySet().retainAll(now.topology().clustersOf().keySet());
    touched.forEach((node, revision) -> scope.put(node, revision.number()));
    return new StandingOverride(
        standing.key(),
        standing.declared(),
        standing.owner(),
        standing.since(),
        standing.changed(),
        scope);
  }

  /// In whose feeds it is told.
  static SortedSet<ClusterId> clusters(Image now, StandingOverride standing) {
    ClusterId only = standing.key().cluster();
    SortedSet<ClusterId> clusters = new TreeSet<>();
    if (only != null) {
      clusters.add(only);
      return clusters;
    }
    now.topology()
        .clusters()
        .forEach((id, cluster) -> {
          if (Overrides.concerns(standing, cluster)) {
            clusters.add(id);
          }
        });
    return clusters;
  }

  /// Takes away what is over, now and then; for a thread of its own.
  public void run() throws InterruptedException {
    while (true) {
      Thread.sleep(TURN);
      try {
        endExpired();
      } catch (RuntimeException e) {
        LOG.warnf("overrides that are over cannot be removed, it is tried again: %s", e);
      }
    }
  }

  /// Every replica does so: what one has taken away the others do not find.
  public void endExpired() {
    if (!topology.isLoaded()) {
      return;
    }
    for (StandingOverride standing : topology.overrides().all().values()) {
      if (standing.declared().over(clock.instant())) {
        topology.write(now -> expired(now, standing.key()));
      }
    }
  }

  private TopologyService.Write<Outcome> expired(Image now, OverrideKey key) {
    StandingOverride standing = now.overrides().get(key);
    // Somebody may have taken it away or prolonged it meanwhile.
    return standing == null || !standing.declared().over(clock.instant())
        ? TopologyService.Write.nothing(new Outcome.Done(standing, standing, Sorted.set()), now)
        : changed(now, standing, null, new Author(standing.owner(), null), OverrideEvents.EXPIRED);
  }
}
