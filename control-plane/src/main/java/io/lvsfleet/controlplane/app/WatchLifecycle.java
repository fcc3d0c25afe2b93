package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.audit.AuditLog;
import io.lvsfleet.controlplane.audit.AuditRecorder;
import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.service.OverrideService;
import io.lvsfleet.controlplane.service.RolloutRecorder;
import io.lvsfleet.controlplane.service.RolloutStore;
import io.lvsfleet.controlplane.service.StagedRollouts;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.store.DatabaseNotices;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.lvsfleet.controlplane.watch.Signal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// The threads that notice what happened, here or by another replica, and tell or record it.
@ApplicationScoped
class WatchLifecycle {

  private static final Logger LOG = Logger.getLogger(WatchLifecycle.class);

  /// How long a stop waits for what is still to be written.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /// The topology is looked at that often even when nobody tells of a change.
  private static final Duration TURN = Duration.ofSeconds(1);

  private final List<Thread> interrupted = new ArrayList<>();
  private final List<Thread> awaited = new ArrayList<>();
  private final Signal topologyChanged = new Signal();

  /// Something that runs as long as the program does.
  private interface Work {
    void run() throws InterruptedException;
  }

  @Produces
  @Singleton
  EventFeed eventFeed(EventLog log) {
    return new EventFeed(log);
  }

  @Produces
  @Singleton
  AuditRecorder auditRecorder(AuditLog log) {
    return new AuditRecorder(log);
  }

  @Produces
  @Singleton
  RolloutRecorder rolloutRecorder(
      RolloutStore store,
      TopologyService topology,
      Instance<FleetView> fleet,
      InstantSource clock) {
    return new RolloutRecorder(store, topology, fleet::get, clock);
  }

  @Produces
  @Singleton
  StagedRollouts stagedRollouts(
      TopologyService topology, Instance<FleetView> fleet, InstantSource clock) {
    return new StagedRollouts(topology, fleet::get, clock);
  }

  void start(
      @Observes StartupEvent event,
      TopologyService topology,
      EventFeed feed,
      AuditRecorder audit,
      RolloutRecorder rollouts,
      StagedRollouts staged,
      OverrideService overrides,
      DatabaseNotices notices,
      Retention retention) {
    topology.whenStored(feed::wake);
    awaited.add(thread("audit", audit::run));
    awaited.add(thread("event-feed", feed::run));
    interrupted.add(thread("follow-topology", () -> follow(topology)));
    interrupted.add(thread("rollout-recorder", rollouts::run));
    interrupted.add(thread("staged-rollouts", staged::run));
    interrupted.add(thread("override-expiry", overrides::run));
    interrupted.add(thread("retention", retention::run));
    awaited.add(
        thread("database-notices", () -> notices.listen(topologyChanged::raise, feed::wake)));
  }

  private static Thread thread(String name, Work work) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void follow(TopologyService topology) throws InterruptedException {
    while (true) {
      try {
        topologyChanged.await(TURN);
        topology.catchUp();
      } catch (RuntimeException e) {
        LOG.debugf("the topology cannot be read, it is tried again: %s", e.getMessage());
      }
    }
  }

  void stop(
      @Observes ShutdownEvent event, EventFeed feed, AuditRecorder audit, DatabaseNotices notices) {
    interrupted.forEach(Thread::interrupt);
    feed.close();
    notices.close();
    audit.close();
    try {
      for (Thread thread : awaited) {
        if (!thread.join(PATIENCE)) {
          LOG.warnf("%s has not ended in time", thread.getName());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
