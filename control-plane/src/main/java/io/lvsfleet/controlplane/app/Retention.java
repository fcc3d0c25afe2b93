package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.audit.AuditLog;
import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.service.History;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// Forgets what is too old, now and then. Every replica does so: what one has removed the others do
/// not find.
@Singleton
class Retention {

  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final Duration TURN = Duration.ofHours(1);

  private final LvsConfig.Keep keep;
  private final EventLog events;
  private final History history;
  private final AuditLog audit;
  private final InstantSource clock;

  Retention(
      LvsConfig config, EventLog events, History history, AuditLog audit, InstantSource clock) {
    this.keep = config.keep();
    this.events = events;
    this.history = history;
    this.audit = audit;
    this.clock = clock;
  }

  /// For as long as the program runs; for a thread of its own.
  void run() {
    while (true) {
      try {
        Thread.sleep(TURN);
        forget();
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf("what is too old cannot be removed, it is tried again: %s", e.getMessage());
      }
    }
  }

  void forget() {
    events.prune(ago(keep.eventDays()), keep.eventsAtMost());
    audit.prune(ago(keep.auditDays()));
    int revisions = history.prune(ago(keep.revisionDays()), keep.revisionsAtMost());
    if (revisions > 0) {
      LOG.infof("%d old revisions were removed", revisions);
    }
  }

  private Instant ago(int days) {
    return clock.instant().minus(Duration.ofDays(days));
  }
}
