package io.lvsfleet.controlplane.fleet;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.ProtocolRange;
import io.lvsfleet.wire.WireException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/// One stream of one agent. gRPC calls the observer's methods one after the other; everything else
/// that may happen at any time (ending it) goes through `ended`, which happens once.
final class SessionStream implements StreamObserver<SessionProto.FromAgent> {

  private final Fleet fleet;
  private final Agent agent;
  private final NodeId node;
  private final InetSocketAddress source;
  private final Outbox outbox;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean greeted;

  SessionStream(
      Fleet fleet,
      Agent agent,
      NodeId node,
      InetSocketAddress source,
      ServerCallStreamObserver<SessionProto.ToAgent> out) {
    this.fleet = fleet;
    this.agent = agent;
    this.node = node;
    this.source = source;
    this.outbox = fleet.outbox(node, out);
    out.setOnReadyHandler(outbox::signal);
    // Without one, sending to a stream that is gone would throw instead of being ignored.
    out.setOnCancelHandler(() -> end(Status.CANCELLED, "the connection was lost"));
  }

  Outbox outbox() {
    return outbox;
  }

  InetSocketAddress source() {
    return source;
  }

  boolean greeted() {
    return greeted;
  }

  @Override
  public void onNext(SessionProto.FromAgent message) {
    if (ended.get()) {
      return;
    }
    try {
      switch (StatementReader.read(message)) {
        case Statement.Hello hello -> greet(hello);
        case Statement.Report report -> report(report);
      }
    } catch (WireException e) {
      protocolError(String.valueOf(e.getMessage()));
      refuse(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
    }
  }

  private void greet(Statement.Hello hello) {
    if (greeted) {
      refuse(Status.FAILED_PRECONDITION, "Hello came twice");
      return;
    }
    OptionalInt version = ProtocolRange.OURS.highestCommon(hello.protocol());
    if (version.isEmpty()) {
      String reason =
          "no common protocol version: the control plane speaks "
              + ProtocolRange.OURS
              + ", the agent "
              + hello.protocol();
      protocolError(reason);
      refuse(Status.FAILED_PRECONDITION, reason);
      return;
    }
    greeted = true;
    fleet.opened(this, agent, node, hello);
    outbox.greet(
        SessionProto.Welcome.newBuilder()
            .setProtocolVersion(version.getAsInt())
            .setControlPlaneVersion(fleet.version())
            .build());
    if (ended.get()) {
      // Ended between the two: whoever ended it could not yet see that it was open.
      fleet.closed(this, agent, node, "the connection was lost");
    }
  }

  private void protocolError(String reason) {
    fleet
        .recorder()
        .happened(
            node, AgentEvent.of(EventType.AGENT_PROTOCOL_ERROR, reason, Map.of("reason", reason)));
  }

  private void report(Statement.Report report) {
    if (!greeted) {
      refuse(Status.FAILED_PRECONDITION, "the first message of a session is Hello");
      return;
    }
    fleet.reported(this, agent, node, report);
  }

  private void refuse(Status status, String reason) {
    end(status.withDescription(reason), reason);
  }

  @Override
  public void onError(Throwable cause) {
    end(Status.CANCELLED, "the connection was lost");
  }

  @Override
  public void onCompleted() {
    end(Status.CANCELLED.withDescription("the agent ended the session"), "the agent ended it");
  }

  /// Ends the session, from either side; the first reason counts.
  void end(Status status, String reason) {
    if (ended.compareAndSet(false, true)) {
      outbox.end(status);
      fleet.closed(this, agent, node, reason);
      fleet.released();
    }
  }
}
