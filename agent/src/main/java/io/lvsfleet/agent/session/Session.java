package io.lvsfleet.agent.session;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.ControlPlane;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.protocol.v1.AgentSessionGrpc;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.wire.DesiredWire;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.Limits;
import io.lvsfleet.wire.StampWire;
import io.lvsfleet.wire.WireException;
import io.lvsfleet.wire.WitnessWire;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Keeps one stream to the control plane.
///
/// One thread, `session`, owns all of the state: gRPC reports on it, timers run on it, [#send]
/// posts to it. Events are handed to the consumer on it, so the consumer must not block. Of each
/// kind of message only the newest waits for a slow stream; of counters, what has changed.
public final class Session implements ControlPlane, AutoCloseable {

  private static final Logger LOG = System.getLogger(Session.class.getName());

  /// From the start of a try to Welcome.
  private static final Duration GREETING_PATIENCE = Duration.ofSeconds(15);

  /// A session that lasted so long was a good one. Shorter ones keep the backoff growing, because
  /// two agents with one identity throw each other out.
  private static final Duration GOOD_SESSION = Duration.ofSeconds(30);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Target target;
  private final Supplier<SSLContext> tls;
  private final Supplier<Self> self;
  private final Consumer<? super Event.FromControlPlane> events;
  private final Backoff backoff;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("session").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy()); // after close: late callbacks and sends

  private @Nullable Attempt current;

  /// Connects nowhere before [#start].
  ///
  /// @param tls asked at every connect, so that a renewed certificate is used
  /// @param self asked at every connect, on the session's thread
  /// @param events called on the session's thread
  public Session(
      Target target,
      Supplier<SSLContext> tls,
      Supplier<Self> self,
      Consumer<? super Event.FromControlPlane> events,
      Backoff backoff) {
    this.target = target;
    this.tls = tls;
    this.self = self;
    this.events = events;
    this.backoff = backoff;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void start() {
    thread.execute(this::connect);
  }

  @Override
  public void send(AgentMessage message) {
    thread.execute(() -> {
      if (current != null) {
        current.send(message);
      }
    });
  }

  /// Ends the session and stops trying.
  @Override
  public void close() {
    thread.execute(() -> {
      if (current != null) {
        current.hangUp();
      }
      thread.shutdown();
    });
    try {
      if (!thread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    Attempt attempt = new Attempt();
    current = attempt;
    try {
      attempt.start();
    } catch (RuntimeException e) {
      attempt.lost(String.valueOf(e));
    }
  }

  private void after(Duration wait, Runnable task) {
    var _ =
        thread.schedule(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a timer of the session failed", e);
              }
            },
            wait.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// One connection with one stream. Its callbacks count only while it is the current one.
  private final class Attempt implements ClientResponseObserver<FromAgent, ToAgent> {

    private @Nullable ManagedChannel channel;
    private @Nullable ClientCallStreamObserver<FromAgent> out;
    private boolean welcomed;
    private final Map<Class<?>, AgentMessage> waiting = new LinkedHashMap<>();

    void start() {
      ManagedChannel opened = Channels.open(target, tls.get(), thread);
      channel = opened;
      AgentSessionGrpc.newStub(opened).connect(this);
      write(Reports.hello(self.get()));
      after(
          GREETING_PATIENCE,
          () -> {
            if (!welcomed) {
              lost("no answer within " + GREETING_PATIENCE.toSeconds() + " s");
            }
          });
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<FromAgent> stream) {
      out = stream;
      stream.setOnReadyHandler(this::flush);
    }

    @Override
    public void onNext(ToAgent message) {
      if (current != this) {
        return;
      }
      try {
        read(message);
      } catch (WireException e) {
        LOG.log(Level.ERROR, "the control plane sent what cannot be read: {0}", e.getMessage());
        lost("protocol error: " + e.getMessage());
      }
    }

    private void read(ToAgent message) throws WireException {
      switch (message.getMessageCase()) {
        case WELCOME -> welcome(message.getWelcome());
        case NOT_READY ->
            events.accept(
                new Event.NotReadyArrived(
                    new Field("not_ready.reason").text(message.getNotReady().getReason())));
        case DESIRED -> desired(message.getDesired());
        case WITNESS ->
            events.accept(
                new Event.WitnessArrived(
                    WitnessWire.decode(new Field("witness"), message.getWitness())));
        case MESSAGE_NOT_SET ->
            LOG.log(
                Level.WARNING,
                "the control plane sent a kind of message this version does not know: ignored");
      }
    }

    private void welcome(SessionProto.Welcome welcome) {
      welcomed = true;
      LOG.log(
          Level.INFO,
          "session with {0} opened: control plane {1}, protocol {2}",
          target,
          welcome.getControlPlaneVersion(),
          welcome.getProtocolVersion());
      after(
          GOOD_SESSION,
          () -> {
            if (current == this) {
              backoff.reset();
            }
          });
      events.accept(new Event.SessionOpened());
    }

    /// A state that cannot be read is refused as a whole and by name, so that an operator sees it.
    private void desired(SessionProto.Desired message) throws WireException {
      Event.DesiredArrived event;
      try {
        event = new Event.DesiredArrived(DesiredWire.decode(new Field("desired"), message));
      } catch (WireException e) {
        Stamp stamp = StampWire.decode(new Field("desired.stamp"), message.getStamp());
        LOG.log(Level.ERROR, "desired state {0} cannot be read: {1}", stamp, e.getMessage());
        send(
            new AgentMessage.Rejected(
                stamp,
                List.of(
                    new AgentMessage.Reason(
                        e.field(), "unreadable", String.valueOf(e.getMessage())))));
        return;
      }
      events.accept(event);
    }

    @Override
    public void onError(Throwable cause) {
      lost(reason(cause));
    }

    @Override
    public void onCompleted() {
      lost("the control plane ended it");
    }

    void lost(String reason) {
      if (current != this) {
        return;
      }
      current = null;
      abandon();
      Duration wait = backoff.next();
      LOG.log(Level.WARNING, "no session with {0}: {1}; next try in {2}", target, reason, wait);
      if (welcomed) {
        events.accept(new Event.SessionLost(reason));
      }
      after(wait, Session.this::connect);
    }

    /// Says goodbye, so that the control plane knows at once.
    void hangUp() {
      current = null;
      if (out != null) {
        out.onCompleted();
      }
      if (channel != null) {
        channel.shutdown();
        try {
          if (!channel.awaitTermination(CLOSE_PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS)) {
            channel.shutdownNow();
          }
        } catch (InterruptedException e) {
          channel.shutdownNow();
          Thread.currentThread().interrupt();
        }
      }
    }

    private void abandon() {
      if (channel != null) {
        channel.shutdownNow();
      }
    }

    /// Before the greeting nothing is kept: after it, the agent says everything again.
    void send(AgentMessage message) {
      if (!welcomed) {
        return;
      }
      Class<?> kind =
          switch (message) {
            case AgentMessage.Applied _, AgentMessage.Rejected _ -> AgentMessage.Applied.class;
            case AgentMessage.HealthReport _ -> AgentMessage.HealthReport.class;
            case AgentMessage.ObservedReport _ -> AgentMessage.ObservedReport.class;
            case AgentMessage.StatisticsReport _ -> AgentMessage.StatisticsReport.class;
            case AgentMessage.TransitionReport _ -> AgentMessage.TransitionReport.class;
          };
      // Removed, so that the order is that of the newest of each kind.
      AgentMessage unsent = waiting.remove(kind);
      waiting.put(kind, unsent == null ? message : and(unsent, message));
      flush();
    }

    /// What is to be said when both of a kind are.
    private static AgentMessage and(AgentMessage unsent, AgentMessage message) {
      if (message instanceof AgentMessage.StatisticsReport later
          && unsent instanceof AgentMessage.StatisticsReport earlier) {
        return new AgentMessage.StatisticsReport(earlier.statistics().and(later.statistics()));
      }
      return message instanceof AgentMessage.TransitionReport later
              && unsent instanceof AgentMessage.TransitionReport earlier
          ? earlier.and(later)
          : message;
    }

    private void flush() {
      if (current != this || out == null) {
        return;
      }
      for (Class<?> kind : new ArrayList<>(waiting.keySet())) {
        if (!out.isReady()) {
          return;
        }
        AgentMessage message = waiting.remove(kind);
        if (message != null) {
          write(Reports.encode(message));
        }
      }
    }

    private void write(FromAgent message) {
      if (message.getSerializedSize() > Limits.MAX_MESSAGE_BYTES) {
        LOG.log(
            Level.ERROR,
            "a report has {0} bytes, more than a message may have ({1}): not sent",
            message.getSerializedSize(),
            Limits.MAX_MESSAGE_BYTES);
      } else if (out != null) {
        out.onNext(message);
      }
    }
  }

  /// The innermost cause says most: "Connection refused", "certificate expired".
  static String reason(Throwable error) {
    Status status = Status.fromThrowable(error);
    String text = status.getCode().toString();
    if (status.getDescription() != null) {
      text += ": " + status.getDescription();
    }
    Throwable cause = status.getCause();
    for (int depth = 0; depth < 10 && cause != null && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause == null ? text : text + " (" + cause.getMessage() + ")";
  }
}
