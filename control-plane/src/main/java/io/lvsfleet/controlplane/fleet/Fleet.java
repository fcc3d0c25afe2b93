package io.lvsfleet.controlplane.fleet;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.AgentSessionGrpc;
import io.lvsfleet.protocol.v1.SessionProto;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// All agents and their sessions.
///
/// A lost session is relayed as just that: `connected` is false and what the agent said last stays,
/// because only an explicit not-ready or a failed check may lower a weight.
final class Fleet extends AgentSessionGrpc.AgentSessionImplBase implements FleetView {

  static final int MAX_SESSIONS = 10_000;
  static final Duration HELLO_PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(Fleet.class.getName());

  private final DesiredStates desiredStates;
  private final Recorder recorder;
  private final String version;
  private final InstantSource clock;
  private final Executor executor;

  private final ConcurrentMap<NodeId, Agent> agents = new ConcurrentHashMap<>();
  private final SplitBrain splitBrain = new SplitBrain();
  private final AtomicInteger sessions = new AtomicInteger();
  private final ConcurrentMap<Object, Consumer<NodeId>> subscribers = new ConcurrentHashMap<>();

  Fleet(
      DesiredStates desiredStates,
      Recorder recorder,
      String version,
      InstantSource clock,
      Executor executor) {
    this.desiredStates = desiredStates;
    this.recorder = recorder;
    this.version = version;
    this.clock = clock;
    this.executor = executor;
  }

  String version() {
    return version;
  }

  Recorder recorder() {
    return recorder;
  }

  Outbox outbox(NodeId node, ServerCallStreamObserver<SessionProto.ToAgent> out) {
    return new Outbox(node, out, desiredStates, this::agent, executor);
  }

  // The agents' side.

  @Override
  public StreamObserver<SessionProto.FromAgent> connect(StreamObserver<SessionProto.ToAgent> out) {
    NodeId node = PeerIdentity.NODE.get();
    if (sessions.incrementAndGet() > MAX_SESSIONS) {
      released();
      out.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("this control plane serves at most " + MAX_SESSIONS + " sessions")
              .asRuntimeException());
      return new Deaf();
    }
    SessionStream session =
        new SessionStream(
            this,
            agents.computeIfAbsent(node, Agent::new),
            node,
            PeerIdentity.SOURCE.get(),
            (ServerCallStreamObserver<SessionProto.ToAgent>) out);
    CompletableFuture.delayedExecutor(HELLO_PATIENCE.toSeconds(), TimeUnit.SECONDS, executor)
        .execute(() -> {
          if (!session.greeted()) {
            session.end(
                Status.DEADLINE_EXCEEDED.withDescription(
                    "no Hello within " + HELLO_PATIENCE.toSeconds() + " s"),
                "no Hello came");
          }
        });
    return session;
  }

  void released() {
    sessions.decrementAndGet();
  }

  void opened(SessionStream session, Agent agent, NodeId node, Statement.Hello hello) {
    Optional<SessionStream> replaced =
        agent.open(session, hello.facts(), hello.applied(), clock.instant());
    recorder.connected(node, hello.facts());
    replaced.ifPresent(older -> {
      String reason =
          "a newer session from "
              + text(session)
              + " replaced the one from "
              + text(older)
              + ": is there a second agent with this identity?";
      recorder.happened(
          node,
          AgentEvent.of(
              EventType.AGENT_SESSION_REPLACED,
              reason,
              Map.of("from", text(older), "by", text(session))));
      older.end(Status.ABORTED.withDescription(reason), reason);
    });
    changed(node);
    relay(node);
    lookForMasters(node); // it may have become master while it had no session
  }

  void reported(SessionStream session, Agent agent, NodeId node, Statement.Report report) {
    Optional<Agent.Change> change = agent.report(session, report, clock.instant());
    if (change.isEmpty()) {
      return;
    }
    AgentView before = change.get().before();
    AgentView after = change.get().after();
    if (!before.asWitness().equals(after.asWitness())) {
      relay(node);
    }
    changed(node);
    for (AgentEvent event : Transitions.between(before, after)) {
      recorder.happened(node, event);
    }
    if (report instanceof Statement.Changed said) {
      HealthTransitions.of(said).forEach(event -> recorder.happened(node, event));
    }
    if (SplitBrain.isWorthALook(before, after)) {
      lookForMasters(node);
    }
  }

  private void lookForMasters(NodeId node) {
    CompletableFuture.delayedExecutor(
            SplitBrain.PATIENCE.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() ->
            agent(node)
                .flatMap(view -> splitBrain.look(view, agents()))
                .ifPresent(event -> recorder.happened(node, event)));
  }

  void closed(SessionStream session, Agent agent, NodeId node, String reason) {
    if (agent.close(session, clock.instant())) {
      recorder.disconnected(node, reason);
      relay(node);
      changed(node);
    }
  }

  private void relay(NodeId witness) {
    for (NodeId director : desiredStates.directorsOf(witness)) {
      session(director).ifPresent(session -> session.outbox().witnessChanged(witness));
    }
  }

  void statesChanged(SortedSet<NodeId> nodes) {
    for (NodeId node : nodes) {
      forget(node);
    }
    for (NodeId node : nodes) {
      session(node).ifPresent(session -> session.outbox().stateChanged());
    }
  }

  private void forget(NodeId node) {
    Agent agent = agents.get(node);
    Optional<Desired> desired = desiredStates.desired(node);
    if (agent != null && desired.isPresent()) {
      agent.left(desired.get().state().realServers().keySet());
    }
  }

  void endAll(Status status, String reason) {
    for (Agent agent : agents.values()) {
      agent.session().ifPresent(session -> session.end(status, reason));
    }
  }

  private Optional<SessionStream> session(NodeId node) {
    Agent agent = agents.get(node);
    return agent == null ? Optional.empty() : agent.session();
  }

  private static String text(SessionStream session) {
    return session.source().getHostString() + ":" + session.source().getPort();
  }

  // The operators' side.

  @Override
  public SortedMap<NodeId, AgentView> agents() {
    SortedMap<NodeId, AgentView> views = new TreeMap<>();
    agents.forEach((node, agent) -> agent.view().ifPresent(view -> views.put(node, view)));
    return views;
  }

  @Override
  public Optional<AgentView> agent(NodeId node) {
    Agent agent = agents.get(node);
    return agent == null ? Optional.empty() : agent.view();
  }

  @Override
  public Subscription subscribe(Consumer<NodeId> changed) {
    Object subscription = new Object();
    subscribers.put(subscription, changed);
    return () -> subscribers.remove(subscription);
  }

  private void changed(NodeId node) {
    for (Consumer<NodeId> subscriber : subscribers.values()) {
      try {
        subscriber.accept(node);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a subscriber failed for " + node, e);
      }
    }
  }

  /// Takes what an agent says after it was refused.
  private static final class Deaf implements StreamObserver<SessionProto.FromAgent> {
    @Override
    public void onNext(SessionProto.FromAgent message) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
