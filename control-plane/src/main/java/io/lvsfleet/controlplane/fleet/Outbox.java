package io.lvsfleet.controlplane.fleet;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.DesiredWire;
import io.lvsfleet.wire.Limits;
import io.lvsfleet.wire.WitnessWire;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is still to be sent to one session.
///
/// Holds no messages, only what has to be looked up when the stream can take more: "the state
/// changed" and "these witnesses said something". So a slow agent gets the newest of everything,
/// and a thousand changes cost the memory of one.
///
/// These marks are guarded by the monitor. Messages are made and sent by one task at a time,
/// outside the monitor: `rounds` counts the signals, and only the one that lifts it from 0 starts
/// the task.
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());

  private final NodeId node;
  private final ServerCallStreamObserver<SessionProto.ToAgent> out;
  private final DesiredStates desiredStates;
  private final Function<NodeId, Optional<AgentView>> views;
  private final Executor executor;

  private SessionProto.@Nullable Welcome welcome;
  private boolean greeted;
  private boolean stateChanged = true;
  private final Set<NodeId> witnesses = new LinkedHashSet<>();
  private @Nullable Status end;

  private final AtomicInteger rounds = new AtomicInteger();
  // Of the sending task alone.
  private boolean ended;
  private boolean toldNotReady;
  private @Nullable Sent sent;
  private Set<NodeId> concerning = Set.of();

  private record Sent(Stamp stamp, int allowedRemovals) {}

  Outbox(
      NodeId node,
      ServerCallStreamObserver<SessionProto.ToAgent> out,
      DesiredStates desiredStates,
      Function<NodeId, Optional<AgentView>> views,
      Executor executor) {
    this.node = node;
    this.out = out;
    this.desiredStates = desiredStates;
    this.views = views;
    this.executor = executor;
  }

  /// Nothing is sent before this.
  void greet(SessionProto.Welcome message) {
    synchronized (this) {
      welcome = message;
      greeted = true;
    }
    signal();
  }

  void stateChanged() {
    synchronized (this) {
      stateChanged = true;
    }
    signal();
  }

  void witnessChanged(NodeId witness) {
    synchronized (this) {
      witnesses.add(witness);
    }
    signal();
  }

  /// Ends the stream; nothing is sent any more.
  void end(Status status) {
    synchronized (this) {
      if (end == null) {
        end = status;
      }
    }
    signal();
  }

  /// The stream may have become able to take more.
  void signal() {
    if (rounds.getAndIncrement() == 0) {
      executor.execute(this::send);
    }
  }

  private void send() {
    int seen = rounds.get();
    do {
      try {
        sendWhilePossible();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "cannot send to " + node, e);
        end(Status.INTERNAL.withDescription("the control plane failed; see its log"));
      }
      seen = rounds.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendWhilePossible() {
    while (!ended) {
      Status status = status();
      if (status != null) {
        ended = true;
        out.onError(status.asRuntimeException());
        return;
      }
      if (!out.isReady()) {
        return;
      }
      SessionProto.ToAgent message = next();
      if (message == null) {
        return;
      }
      out.onNext(message);
    }
  }

  private synchronized @Nullable Status status() {
    return end;
  }

  private SessionProto.@Nullable ToAgent next() {
    SessionProto.Welcome greeting = takeWelcome();
    if (greeting != null) {
      return SessionProto.ToAgent.newBuilder().setWelcome(greeting).build();
    }
    if (takeStateChanged()) {
      SessionProto.ToAgent message = state();
      if (message != null) {
        return message;
      }
    }
    NodeId witness;
    while ((witness = takeWitness()) != null) {
      Optional<AgentView> view = views.apply(witness);
      if (view.isPresent()) {
        return SessionProto.ToAgent.newBuilder()
            .setWitness(WitnessWire.encode(view.get().asWitness()))
            .build();
      }
    }
    return null;
  }

  private synchronized SessionProto.@Nullable Welcome takeWelcome() {
    SessionProto.Welcome taken = welcome;
    welcome = null;
    return taken;
  }

  private synchronized boolean takeStateChanged() {
    boolean taken = greeted && stateChanged;
    if (taken) {
      stateChanged = false;
    }
    return taken;
  }

  private synchronized @Nullable NodeId takeWitness() {
    if (!greeted || witnesses.isEmpty()) {
      return null;
    }
    NodeId first = witnesses.iterator().next();
    witnesses.remove(first);
    return first;
  }

  /// The newest state, or that there is none yet; null when the agent has been told already.
  private SessionProto.@Nullable ToAgent state() {
    Optional<Desired> newest = desiredStates.desired(node);
    if (newest.isEmpty()) {
      if (toldNotReady || sent != null) {
        return null;
      }
      toldNotReady = true;
      return SessionProto.ToAgent.newBuilder()
          .setNotReady(
              SessionProto.NotReady.newBuilder().setReason("the topology is not loaded yet"))
          .build();
    }
    Desired desired = newest.get();
    Sent now = new Sent(desired.stamp(), desired.allowedRemovals());
    if (now.equals(sent)) {
      return null;
    }
    SessionProto.ToAgent message =
        SessionProto.ToAgent.newBuilder().setDesired(DesiredWire.encode(desired)).build();
    if (message.getSerializedSize() > Limits.MAX_MESSAGE_BYTES) {
      // The agent would have to break the session, again and again; it keeps what it has instead.
      LOG.log(
          Level.ERROR,
          "the state of {0} has {1} bytes, more than a message may have ({2}): not sent",
          node,
          message.getSerializedSize(),
          Limits.MAX_MESSAGE_BYTES);
      return null;
    }
    sent = now;
    concern(Witnesses.of(desired.state()));
    return message;
  }

  /// What a witness said before it concerned this node was not relayed then.
  private void concern(Set<NodeId> now) {
    synchronized (this) {
      for (NodeId witness : now) {
        if (!concerning.contains(witness)) {
          witnesses.add(witness);
        }
      }
    }
    concerning = now;
  }
}
