package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.access.EnrolmentHint;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.jboss.logging.Logger;

/// Runs once everything has started.
final class ControlPlane implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(ControlPlane.class);

  private final LvsConfig config;
  private final EnrolmentHint hint;

  ControlPlane(LvsConfig config, EnrolmentHint hint) {
    this.config = config;
    this.hint = hint;
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
    return 0;
  }
}
