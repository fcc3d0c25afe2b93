package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// The topology and its start.
final class TopologyBeans {

  private static final Logger LOG = Logger.getLogger(TopologyBeans.class);

  /// Before agents are let in, so that they are not told to wait.
  private static final int BEFORE_AGENTS = 100;

  /// How long agents may wait for a change whose end was not heard, once the database is back.
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /// The fleet asks for desired states and the service asks the fleet: it looks when it has to.
  @Produces
  @Singleton
  TopologyService topologyService(
      TopologyStore store, Instance<FleetView> fleet, InstantSource clock) {
    return new TopologyService(store, fleet::get, clock);
  }

  void start(@Observes @Priority(BEFORE_AGENTS) StartupEvent event, TopologyService topology) {
    topology.load();
    Thread.ofVirtual().name("settle-topology").start(() -> settle(topology));
  }

  /// As long as the program runs; it holds nothing that a stop would wait for.
  private static void settle(TopologyService topology) {
    while (true) {
      try {
        Thread.sleep(SETTLING);
        topology.settle();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.debugf("the topology cannot be read, it is tried again: %s", e.getMessage());
      }
    }
  }
}
