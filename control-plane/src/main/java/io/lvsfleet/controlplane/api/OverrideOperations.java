package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.document.OverrideReader;
import io.lvsfleet.controlplane.document.SyntaxException;
import io.lvsfleet.controlplane.service.OverrideService;
import io.lvsfleet.controlplane.service.OverrideService.Outcome;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.controlplane.watch.Signal;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What can be done with overrides, of a cluster as of a node.
@ApplicationScoped
public class OverrideOperations {

  /// Proxies cut answers that take a minute.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  /// What a caller waits for.
  enum Awaited {
    SETTLED,
    APPLIED
  }

  private final TopologyService topology;
  private final OverrideService overrides;
  private final FleetView fleet;
  private final InstantSource clock;

  OverrideOperations(
      TopologyService topology, OverrideService overrides, FleetView fleet, InstantSource clock) {
    this.topology = topology;
    this.overrides = overrides;
    this.fleet = fleet;
    this.clock = clock;
  }

  static String path(OverrideKey key) {
    return "/api/v1/" + key;
  }

  /// A name that nothing can have is wrong where one is made, and unknown where one is looked for.
  static OverrideKey key(OverrideKey.Scope scope, String id, boolean isMade) {
    if (!Name.isValid(id)) {
      throw isMade
          ? ApiProblem.parameter("id", "\"" + id + "\": " + Name.RULE)
          : noOverride(scope, id);
    }
    return new OverrideKey(scope, id);
  }

  private static ApiProblem noOverride(OverrideKey.Scope scope, String id) {
    return new ApiProblem(ProblemType.NOT_FOUND, scope.text() + " has no override \"" + id + "\"");
  }

  OverrideView.OverridePage list(
      List<StandingOverride> all, @Nullable String limit, @Nullable String cursor) {
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    List<StandingOverride> rest =
        all.stream()
            .filter(standing -> cursor == null || standing.key().toString().compareTo(cursor) > 0)
            .sorted(java.util.Comparator.comparing(standing -> standing.key().toString()))
            .toList();
    List<StandingOverride> page = rest.stream().limit(size).toList();
    return new OverrideView.OverridePage(
        page.stream().map(this::view).toList(),
        rest.size() > size ? page.getLast().key().toString() : null);
  }

  Response get(OverrideKey key, RoutingContext request) {
    StandingOverride standing = standing(key);
    String tag = tags().of(new Revision(standing.changed()), Format.JSON);
    return Response.ok(view(standing))
        .header("ETag", tag)
        .header("Cache-Control", "no-store")
        .build();
  }

  private StandingOverride standing(OverrideKey key) {
    StandingOverride standing = topology.overrides().get(key);
    if (standing == null) {
      throw noOverride(key.scope(), key.id());
    }
    return standing;
  }

  /// Waits without asking again and again.
  ///
  /// @param isApplied whether it is enough that every director has it
  Response result(OverrideKey key, @Nullable String wait, boolean isApplied)
      throws InterruptedException {
    Duration left = Names.waiting(wait, LONGEST_WAIT);
    Signal signal = new Signal();
    try (FleetView.Subscription _ = fleet.subscribe(_ -> signal.raise());
        FleetView.Subscription _ = topology.whenStored(signal::raise)) {
      while (true) {
        StandingOverride standing = standing(key);
        OverrideProgress progress = progress(standing);
        boolean isOver =
            progress.isSettled()
                || (isApplied && progress.state() == OverrideProgress.State.DRAINING);
        if (isOver || !left.isPositive()) {
          return result(standing, progress, isOver);
        }
        left = signal.await(left);
      }
    }
  }

  private Response result(StandingOverride standing, OverrideProgress progress, boolean isOver) {
    OverrideView view = view(standing, progress);
    if (isOver && progress.state() == OverrideProgress.State.REJECTED) {
      throw new ApiProblem(ProblemType.REJECTED, standing.key() + ": " + view.detail())
          .with("override", view);
    }
    if (progress.state() == OverrideProgress.State.EXPIRED) {
      throw new ApiProblem(ProblemType.EXPIRED, standing.key() + ": " + view.detail())
          .with("override", view);
    }
    if (!isOver) {
      throw new ApiProblem(
              ProblemType.NOT_APPLIED_YET, standing.key() + ": " + view.detail() + "; ask again")
          .withHeader("Retry-After", "1")
          .with("override", view);
    }
    return Response.ok(view).header("Cache-Control", "no-store").build();
  }

  Response put(OverrideKey key, RoutingContext request, byte[] body, Format format) {
    WriteOptions options = WriteOptions.of(request);
    return put(key, options, body, format);
  }

  /// With a name the control plane chooses.
  Response post(OverrideKey.Scope scope, RoutingContext request, byte[] body, Format format) {
    String kind = read(scope, body, format, clock.instant()).kind().word();
    String id = kind + "-" + UUID.randomUUID().toString().substring(0, 8);
    return put(new OverrideKey(scope, id), WriteOptions.of(request), body, format);
  }

  private Response put(OverrideKey key, WriteOptions options, byte[] body, Format format) {
    Outcome outcome;
    try {
      outcome =
          overrides.put(
              key,
              before -> require(options, before),
              since -> read(key.scope(), body, format, since),
              options.author(),
              options.isDryRun());
    } catch (OverrideService.TooManyException e) {
      throw new ApiProblem(ProblemType.TOO_MANY, String.valueOf(e.getMessage()));
    }
    return answer(key, outcome, options.isDryRun());
  }

  Response delete(OverrideKey key, RoutingContext request) {
    WriteOptions options = WriteOptions.of(request);
    Outcome outcome =
        overrides.cancel(
            key,
            before -> {
              if (before == null) {
                throw noOverride(key.scope(), key.id());
              }
              require(options, before);
            },
            options.author(),
            options.isDryRun());
    return answer(key, outcome, options.isDryRun());
  }

  private void require(WriteOptions options, @Nullable StandingOverride before) {
    tags()
        .requireForChange(
            options.ifMatch(),
            options.ifNoneMatch(),
            before == null ? null : new Revision(before.changed()),
            Format.JSON);
  }

  private ETags tags() {
    return new ETags(topology.incarnation());
  }

  private static DeclaredOverride read(
      OverrideKey.Scope scope, byte[] body, Format format, Instant since) {
    NodeId node = scope instanceof OverrideKey.Scope.OfNode(NodeId of) ? of : null;
    try {
      OverrideReader.Parsed parsed = OverrideReader.read(body, format, node, since);
      if (!parsed.violations().isEmpty()) {
        throw ApiProblem.validation(parsed.violations());
      }
      return Objects.requireNonNull(parsed.declared(), "nothing was read and nothing is wrong");
    } catch (SyntaxException e) {
      throw new ApiProblem(ProblemType.SYNTAX, String.valueOf(e.getMessage()));
    }
  }

  private Response answer(OverrideKey key, Outcome outcome, boolean isDryRun) {
    return switch (outcome) {
      case Outcome.Refused(var violations) -> throw ApiProblem.validation(violations);
      case Outcome.Done done -> {
        StandingOverride standing = done.standing();
        StandingOverride told = Objects.requireNonNull(standing == null ? done.before() : standing);
        String etag =
            standing == null || isDryRun
                ? null
                : tags().of(new Revision(standing.changed()), Format.JSON);
        boolean isNew = done.before() == null;
        int status = isDryRun ? 200 : isNew ? 201 : done.touched().isEmpty() ? 200 : 202;
        Response.ResponseBuilder response =
            Response.status(status)
                .header("Cache-Control", "no-store")
                .entity(
                    new OverrideView.OverrideChange(
                        key.id(),
                        key.scope().text(),
                        isDryRun,
                        done.changed(),
                        etag,
                        path(key),
                        done.touched().stream().map(NodeId::name).toList(),
                        reached(told)));
        if (isNew && !isDryRun) {
          response.header("Location", path(key));
        }
        yield etag == null ? response.build() : response.header("ETag", etag).build();
      }
    };
  }

  private List<String> reached(StandingOverride standing) {
    List<String> servers = new ArrayList<>();
    for (ClusterTopology cluster : topology.topology().clusters().values()) {
      for (ObjectPath.RealServer server : Overrides.reach(standing, cluster)) {
        servers.add(cluster.id() + "/" + server.service() + "/" + server.name());
      }
      NodeId director = Overrides.director(standing, cluster);
      if (director != null) {
        servers.add(cluster.id() + "/directors/" + director);
      }
    }
    return servers;
  }

  private OverrideProgress progress(StandingOverride standing) {
    return OverrideProgress.of(topology, fleet.agents(), standing, clock.instant());
  }

  private OverrideView view(StandingOverride standing) {
    return view(standing, progress(standing));
  }

  private OverrideView view(StandingOverride standing, OverrideProgress progress) {
    DeclaredOverride declared = standing.declared();
    DeclaredOverride.Kind kind = declared.kind();
    Target target = kind.target();
    Target.RealServer server = target instanceof Target.RealServer one ? one : null;
    DeclaredOverride.Drain drain = kind instanceof DeclaredOverride.Drain one ? one : null;
    return new OverrideView(
        standing.key().id(),
        standing.key().scope().text(),
        path(standing.key()),
        tags().of(new Revision(standing.changed()), Format.JSON),
        kind.word(),
        server == null ? null : server.service(),
        server == null ? null : server.name(),
        target instanceof Target.OnNode(NodeId node) ? node.name() : null,
        drain == null ? null : drain.connections(),
        drain == null ? null : drain.deadline(),
        kind instanceof DeclaredOverride.Pin pin ? pin.weight().value() : null,
        declared.reason(),
        standing.owner(),
        standing.since(),
        declared.expiresAt(),
        progress.state().word(),
        progress.state().detail(),
        progress.agents().stream()
            .map(agent ->
                new OverrideView.OverridingAgent(
                    agent.node().name(),
                    RolloutResource.word(agent.state()),
                    agent.detail(),
                    agent.desired(),
                    agent.applied()))
            .toList(),
        progress.servers());
  }
}
