package io.lvsfleet.controlplane.fleet;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.lvsfleet.protocol.v1.AgentSessionGrpc;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.Hello;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.wire.Identities;
import io.lvsfleet.wire.Limits;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A client that says what the test tells it to.
final class TestAgent implements ClientResponseObserver<FromAgent, ToAgent>, AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  private final ManagedChannel channel;
  private final boolean reads;
  private final BlockingQueue<ToAgent> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> ended = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<FromAgent> out;

  static ManagedChannel channel(
      int port, X509Certificate trusted, @Nullable KeyManager key, String protocol)
      throws SSLException {
    var tls = GrpcSslContexts.forClient().trustManager(trusted).protocols(protocol);
    if (key != null) {
      tls.keyManager(key);
    }
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .overrideAuthority(Identities.SERVER_NAME)
        .sslContext(tls.build())
        .maxInboundMessageSize(Limits.MAX_MESSAGE_BYTES)
        .build();
  }

  /// @param reads false: takes the first message and then never another one, until [#request]
  TestAgent(ManagedChannel channel, boolean reads) {
    this.channel = channel;
    this.reads = reads;
    AgentSessionGrpc.newStub(channel).connect(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<FromAgent> stream) {
    out = stream;
    if (!reads) {
      stream.disableAutoRequestWithInitial(1);
    }
  }

  void request(int count) {
    Objects.requireNonNull(out).request(count);
  }

  static Hello.Builder hello() {
    return Hello.newBuilder()
        .setProtocolMin(1)
        .setProtocolMax(1)
        .setProgramVersion("test")
        .setKernelRelease("7.3")
        .addAddresses("10.0.0.21");
  }

  TestAgent greet() {
    return say(FromAgent.newBuilder().setHello(hello()));
  }

  TestAgent say(FromAgent.Builder message) {
    Objects.requireNonNull(out).onNext(message.build());
    return this;
  }

  @Override
  public void onNext(ToAgent message) {
    received.add(message);
  }

  @Override
  public void onError(Throwable cause) {
    ended.complete(Status.fromThrowable(cause));
  }

  @Override
  public void onCompleted() {
    ended.complete(Status.OK);
  }

  ToAgent next() throws InterruptedException {
    ToAgent message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message within " + PATIENCE_SECONDS + " s; ended: " + ended);
    }
    return message;
  }

  /// Everything that has arrived and was not yet taken.
  List<ToAgent> drain() {
    List<ToAgent> all = new ArrayList<>();
    received.drainTo(all);
    return all;
  }

  Status end() throws Exception {
    return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
