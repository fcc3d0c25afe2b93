package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.OverrideService;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// The topology and its start.
final class TopologyBeans {

  /// Before agents are let in, so that they are not told to wait.
  private static final int BEFORE_AGENTS = 100;

  /// The fleet asks for desired states and the service asks the fleet: it looks when it has to.
  @Produces
  @Singleton
  TopologyService topologyService(
      TopologyStore store, Instance<FleetView> fleet, InstantSource clock) {
    return new TopologyService(store, fleet::get, clock);
  }

  @Produces
  @Singleton
  OverrideService overrideService(TopologyService topology, InstantSource clock) {
    return new OverrideService(topology, clock);
  }

  void start(@Observes @Priority(BEFORE_AGENTS) StartupEvent event, TopologyService topology) {
    topology.load();
  }
}
