package io.lvsfleet.agent.session;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import io.lvsfleet.protocol.v1.AgentSessionGrpc;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.protocol.v1.SessionProto.EnrolRequest;
import io.lvsfleet.protocol.v1.SessionProto.EnrolResponse;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.protocol.v1.SessionProto.Welcome;
import io.lvsfleet.wire.Limits;
import io.lvsfleet.wire.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManager;

/// A small server over TLS that records what agents say and says what the test wants.
public final class FakeControlPlane implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  private final Server server;
  private final BlockingQueue<FromAgent> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<StreamObserver<ToAgent>> streams = new LinkedBlockingQueue<>();
  private volatile boolean reached;
  private volatile boolean goodbye;
  private volatile Function<EnrolRequest, EnrolResponse> enrolling =
      request -> {
        throw Status.PERMISSION_DENIED.withDescription("unknown token").asRuntimeException();
      };

  /// @param port 0 for any
  public FakeControlPlane(TestPki authority, KeyManager key, int port) {
    try {
      this.server =
          OkHttpServerBuilder.forPort(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                  TlsServerCredentials.newBuilder()
                      .keyManager(key)
                      .trustManager(Channels.trust(authority.certificate()))
                      .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
                      .build())
              .maxInboundMessageSize(Limits.MAX_MESSAGE_BYTES)
              .addService(new Sessions())
              .addService(new Enrolments())
              .build()
              .start();
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public Target target() {
    return new Target("127.0.0.1", server.getPort());
  }

  public void enrolling(Function<EnrolRequest, EnrolResponse> answer) {
    enrolling = answer;
  }

  /// Whether any agent got as far as opening a stream.
  boolean wasReached() {
    return reached;
  }

  FromAgent next() throws InterruptedException {
    FromAgent message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the agent said nothing within " + PATIENCE_SECONDS + " s");
    }
    return message;
  }

  /// The next stream an agent opened.
  StreamObserver<ToAgent> stream() throws InterruptedException {
    StreamObserver<ToAgent> stream = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no agent connected within " + PATIENCE_SECONDS + " s");
    }
    return stream;
  }

  boolean heardGoodbye() {
    return goodbye;
  }

  static ToAgent welcome() {
    return ToAgent.newBuilder()
        .setWelcome(Welcome.newBuilder().setProtocolVersion(1).setControlPlaneVersion("9"))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Sessions extends AgentSessionGrpc.AgentSessionImplBase {
    @Override
    public StreamObserver<FromAgent> connect(StreamObserver<ToAgent> out) {
      reached = true;
      streams.add(out);
      return new StreamObserver<>() {
        @Override
        public void onNext(FromAgent message) {
          received.add(message);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          goodbye = true;
          out.onCompleted();
        }
      };
    }
  }

  private final class Enrolments extends EnrolmentGrpc.EnrolmentImplBase {
    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
      try {
        answer.onNext(enrolling.apply(request));
        answer.onCompleted();
      } catch (RuntimeException e) {
        answer.onError(e);
      }
    }
  }
}
