package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.database.DatabaseAccess;
import io.lvsfleet.controlplane.database.EmbeddedPostgres;
import io.lvsfleet.controlplane.pki.FileCertificateAuthority;
import io.lvsfleet.controlplane.pki.ServerCertificate;
import io.lvsfleet.controlplane.state.StateDirectory;
import io.lvsfleet.controlplane.state.StateException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Start and stop order of the whole program.
///
/// What Quarkus must know before it starts (where the database is, how the API is served) is
/// prepared here and handed over as system properties; what it uses last (the database) is stopped
/// here after it.
@QuarkusMain
public final class Main {

  private static final String DATASOURCE = "quarkus.datasource.";

  /// Longer than Quarkus itself waits for requests and the pool to end.
  private static final long APPLICATION_STOP_SECONDS = 60;

  private static final CountDownLatch APPLICATION_ENDED = new CountDownLatch(1);

  Main() {}

  public static void main(String... arguments) {
    try {
      Options options = Options.parse(List.of(arguments));
      switch (options.request()) {
        case HELP -> System.out.print(Options.USAGE);
        case VERSION -> System.out.println("lvs-control-plane " + version());
        case RUN -> run(options);
      }
    } catch (RuntimeException | IOException e) {
      fail(e);
    }
  }

  private static void run(Options options) throws IOException {
    Settings.apply(options, System.getenv());
    SmallRyeConfig all =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDefaultSources()
            .addDiscoveredSources()
            .withMapping(LvsConfig.class)
            .build();
    LvsConfig config = all.getConfigMapping(LvsConfig.class);
    StateDirectory state = StateDirectory.open(StatePath.of(config));
    serveApi(config, state.path());
    Optional<EmbeddedPostgres> postgres = provideDatabase(all, config, state.path());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopDatabase(postgres), "stop-database"));
    Quarkus.run(ControlPlane.class, Main::ended);
  }

  private static void serveApi(LvsConfig config, Path state) {
    // Quarkus would answer a malformed path with an empty 400; `api` answers with a problem.
    set("vertx.disableURIValidation", "true");
    ListenAddress listen = config.api().listen();
    set("quarkus.http.host", listen.address().toString());
    if (listen.isLoopback()) {
      set("quarkus.http.port", Integer.toString(listen.port()));
      return;
    }
    ServerCertificate certificate =
        FileCertificateAuthority.open(state.resolve("pki"), InstantSource.system())
            .serverCertificate(Names.of(config));
    set("quarkus.http.insecure-requests", "disabled");
    set("quarkus.http.ssl-port", Integer.toString(listen.port()));
    set("quarkus.http.ssl.certificate.files", certificate.chainFile().toString());
    set("quarkus.http.ssl.certificate.key-files", certificate.keyFile().toString());
  }

  private static Optional<EmbeddedPostgres> provideDatabase(
      SmallRyeConfig all, LvsConfig config, Path state) throws IOException {
    LvsConfig.Database database = config.database();
    if (database.url().isPresent()) {
      String url = database.url().get();
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new StateException(
            "lvs.database.url = " + url + ": jdbc:postgresql://HOST:PORT/DATABASE is expected");
      }
      set(DATASOURCE + "jdbc.url", url);
      database.username().ifPresent(name -> set(DATASOURCE + "username", name));
      if (database.passwordFile().isPresent()) {
        set(DATASOURCE + "password", Files.readString(database.passwordFile().get()).strip());
      }
      return Optional.empty();
    }
    if (all.getOptionalValue(DATASOURCE + "jdbc.url", String.class).isPresent()) {
      return Optional.empty();
    }
    EmbeddedPostgres postgres = EmbeddedPostgres.start(state);
    DatabaseAccess access = postgres.access();
    set(DATASOURCE + "jdbc.url", access.jdbcUrl());
    set(DATASOURCE + "username", access.username());
    set(DATASOURCE + "password", access.password());
    return Optional.of(postgres);
  }

  /// Quarkus calls this when everything of it has stopped, or could not start.
  private static void ended(Integer exitCode, @Nullable Throwable failure) {
    APPLICATION_ENDED.countDown();
    if (failure != null) {
      fail(failure);
    }
    System.exit(exitCode);
  }

  /// Runs when the JVM ends, together with Quarkus' own hook: so it waits for the application.
  private static void stopDatabase(Optional<EmbeddedPostgres> postgres) {
    try {
      if (!APPLICATION_ENDED.await(APPLICATION_STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("lvs-control-plane: the application has not ended in time");
      }
      postgres.ifPresent(EmbeddedPostgres::close);
    } catch (RuntimeException e) {
      System.err.println("lvs-control-plane: " + Failure.describe(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// One line; the lines of PostgreSQL's log may follow.
  private static void fail(Throwable failure) {
    APPLICATION_ENDED.countDown();
    System.err.println("lvs-control-plane: cannot start: " + Failure.describe(failure));
    System.exit(1);
  }

  private static void set(String property, String value) {
    System.setProperty(property, value);
  }

  static String version() throws IOException {
    Properties versions = new Properties();
    try (InputStream in =
        Main.class.getResourceAsStream("/lvs-control-plane-versions.properties")) {
      if (in != null) {
        versions.load(in);
      }
    }
    return versions.getProperty("program", "of unknown version");
  }
}
