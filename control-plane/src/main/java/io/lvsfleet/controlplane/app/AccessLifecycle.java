package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.access.ApiToken;
import io.lvsfleet.controlplane.access.ApiTokenCheck;
import io.lvsfleet.controlplane.access.ApiTokens;
import io.lvsfleet.controlplane.access.Secrets;
import io.lvsfleet.controlplane.state.StateException;
import io.lvsfleet.controlplane.state.StateFiles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Makes the first administrator's token and keeps the tokens in memory fresh.
@ApplicationScoped
class AccessLifecycle {

  static final String ADMIN_TOKEN_FILE = "admin-token";

  private static final Logger LOG = Logger.getLogger(AccessLifecycle.class);

  /// How long a token that another replica revoked may still be used here.
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final LvsConfig config;
  private final ApiTokens tokens;
  private final ApiTokenCheck check;
  private final InstantSource clock;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final Thread refresher = Thread.ofVirtual().name("api-tokens").unstarted(this::refresh);

  AccessLifecycle(LvsConfig config, ApiTokens tokens, ApiTokenCheck check, InstantSource clock) {
    this.config = config;
    this.tokens = tokens;
    this.check = check;
    this.clock = clock;
  }

  /// Before the API listens.
  void start(@Observes StartupEvent event) {
    Path file = StatePath.of(config).resolve(ADMIN_TOKEN_FILE);
    if (tokens.addFirst(() -> firstToken(file), clock.instant())) {
      LOG.infof("made the first administrator's token: %s", file);
    }
    check.replace(tokens.all());
    refresher.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.set(true);
    refresher.interrupt();
  }

  /// The file is written before the token counts: after a crash in between the next start takes the
  /// same token from the file.
  private static ApiToken firstToken(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!ApiToken.isWellFormed(text)) {
        text = ApiToken.newText();
        StateFiles.writePrivately(file, text + "\n");
      }
      return new ApiToken("admin", Secrets.hash(text), ApiToken.Role.ADMIN);
    } catch (IOException e) {
      throw new StateException(file + ": the first token cannot be written: " + e, e);
    }
  }

  private void refresh() {
    while (!stopping.get()) {
      try {
        Thread.sleep(REFRESH);
        check.replace(tokens.all());
        if (failing.getAndSet(false)) {
          LOG.info("tokens of the API are read from the database again");
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        if (!stopping.get() && !failing.getAndSet(true)) {
          LOG.warnf("tokens of the API cannot be read, those known stay valid: %s", e.getMessage());
        }
      }
    }
  }
}
