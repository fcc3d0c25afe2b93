package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.CertificateAuthority;
import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.controlplane.fleet.AgentServer;
import io.lvsfleet.controlplane.pki.ServerCertificate;
import io.lvsfleet.controlplane.state.StateException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;

/// The agents' port within the life of the program: it opens after the topology has been loaded and
/// closes before anything it uses.
@Singleton
class AgentsPort implements ReadyWhen {

  private final AgentServer server;
  private final ListenAddress listen;
  private volatile boolean open;

  AgentsPort(
      LvsConfig config,
      CertificateAuthority authority,
      ServerCertificate certificate,
      JoinTokens tokens,
      DesiredStates desiredStates,
      AgentDirectory directory,
      InstantSource clock)
      throws IOException, GeneralSecurityException {
    this.listen = config.agents().listen();
    this.server =
        new AgentServer(
            authority,
            AgentServer.keyManager(certificate.key(), certificate.chain()),
            tokens,
            desiredStates,
            directory,
            Main.version(),
            new InetSocketAddress(
                InetAddress.getByAddress(listen.address().bytes()), listen.port()),
            clock);
  }

  @Produces
  @Singleton
  FleetView fleet() {
    return server.fleet();
  }

  void open(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    try {
      server.start();
    } catch (IOException e) {
      throw new StateException("the agents' port " + listen + " cannot be opened: " + e, e);
    }
    open = true;
  }

  void close(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
    open = false;
    server.close();
  }

  @Override
  public String name() {
    return "agents' port";
  }

  @Override
  public Optional<String> missing() {
    return open ? Optional.empty() : Optional.of("not open");
  }
}
