package io.lvsfleet.controlplane.fleet;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.CertificateAuthority;
import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.wire.Limits;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The server agents talk to, on a port of its own.
///
/// A certificate is optional in the handshake, because enrolment has none yet; which call may go
/// without is decided per call. Construct, [#start], [#close].
public final class AgentServer implements AutoCloseable {

  private static final int KEEPALIVE_SECONDS = 20;
  private static final int KEEPALIVE_PATIENCE_SECONDS = 10;
  private static final int SHORTEST_KEEPALIVE_OF_CLIENTS_SECONDS = 9;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int CALLS_PER_CONNECTION = 4;
  private static final int CLOSE_SECONDS = 3;

  private final DesiredStates desiredStates;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Recorder recorder;
  private final Fleet fleet;
  private final Server server;
  private FleetView.@Nullable Subscription subscription;

  /// @param authority whose certificates are accepted, and which signs those of new agents
  /// @param key of this server; see [#keyManager]
  /// @param bind port 0 for any
  /// @throws SSLException when key and certificates do not make a TLS server
  public AgentServer(
      CertificateAuthority authority,
      KeyManager key,
      JoinTokens tokens,
      DesiredStates desiredStates,
      AgentDirectory directory,
      String version,
      InetSocketAddress bind,
      InstantSource clock)
      throws SSLException {
    this.desiredStates = desiredStates;
    this.recorder = new Recorder(directory);
    this.fleet = new Fleet(desiredStates, recorder, version, clock, executor);
    PeerIdentity identity = new PeerIdentity();
    this.server =
        NettyServerBuilder.forAddress(bind)
            .sslContext(tls(authority, key))
            .executor(executor)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(Limits.MAX_MESSAGE_BYTES)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(SHORTEST_KEEPALIVE_OF_CLIENTS_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(ServerInterceptors.intercept(fleet, identity))
            .addService(
                ServerInterceptors.intercept(
                    new EnrolmentService(authority, tokens, recorder, clock), identity))
            .build();
  }

  private static SslContext tls(CertificateAuthority authority, KeyManager key)
      throws SSLException {
    return GrpcSslContexts.configure(SslContextBuilder.forServer(key), SslProvider.JDK)
        .trustManager(authority.certificate())
        .clientAuth(ClientAuth.OPTIONAL)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  /// A key manager of a key and its certificates, leaf first. The chain has to end with the
  /// authority's own certificate: an enrolling agent knows nothing but that one's hash.
  public static KeyManager keyManager(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("server", key, none, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, none);
      return factory.getKeyManagers()[0];
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store in memory failed to load", e);
    }
  }

  /// @throws IOException when the address cannot be bound; it names the address
  public void start() throws IOException {
    subscription = desiredStates.subscribe(fleet::statesChanged);
    server.start();
  }

  /// The bound port.
  public int port() {
    return server.getPort();
  }

  /// What is known of the agents.
  public FleetView fleet() {
    return fleet;
  }

  /// Ends every session and stops; agents keep what they have and reconnect.
  @Override
  public void close() {
    if (subscription != null) {
      subscription.close();
    }
    server.shutdown();
    String reason = "the control plane stops";
    fleet.endAll(Status.UNAVAILABLE.withDescription(reason), reason);
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    recorder.close();
    executor.shutdownNow(); // what still runs belongs to calls that are gone
  }
}
