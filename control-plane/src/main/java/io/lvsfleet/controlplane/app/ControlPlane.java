package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.access.EnrolmentHint;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.jboss.logging.Logger;

/// Runs once everything has started.
final class ControlPlane implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(ControlPlane.class);

  private final LvsConfig config;
  private final EnrolmentHint hint;
  private final EventFeed feed;

  ControlPlane(LvsConfig config, EnrolmentHint hint, EventFeed feed) {
    this.config = config;
    this.hint = hint;
    this.feed = feed;
  }

  @Override
  public int run(String... arguments) {
    ListenAddress api = config.api().listen();
    LOG.infof(
        "ready: API %s://%s, agents %s, admin token in %s, CA %s",
        api.isLoopback() ? "http" : "https",
        api,
        config.agents().listen(),
        StatePath.of(config).resolve(AccessLifecycle.ADMIN_TOKEN_FILE),
        hint.caHash());
    Quarkus.waitForExit();
    // Who watches would hold up the stop, which waits for requests that are being answered.
    feed.close();
    return 0;
  }
}
