package io.lvsfleet.controlplane.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Hears what this and other replicas tell by NOTIFY, on a connection of its own.
///
/// A notice is a hint and may be lost with the connection: who is told looks for himself, and looks
/// now and then without being told.
@ApplicationScoped
public class DatabaseNotices {

  /// Told on every change of the topology, which is an event as well.
  public static final String TOPOLOGY = "lvsfleet_topology";

  /// Told of all other events.
  public static final String EVENTS = "lvsfleet_events";

  private static final Logger LOG = Logger.getLogger(DatabaseNotices.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// How long a stop may take at most to be noticed.
  private static final Duration TURN = Duration.ofSeconds(5);

  private final String url;
  private final Properties login = new Properties();
  private volatile boolean isClosed;
  private volatile @Nullable Connection current;

  DatabaseNotices(
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username", defaultValue = "") String username,
      @ConfigProperty(name = "quarkus.datasource.password", defaultValue = "") String password) {
    this.url = url;
    if (!username.isEmpty()) {
      login.setProperty("user", username);
    }
    if (!password.isEmpty()) {
      login.setProperty("password", password);
    }
    login.setProperty("ApplicationName", "lvs-control-plane notices");
    login.setProperty("connectTimeout", "5");
    login.setProperty("tcpKeepAlive", "true");
  }

  /// Calls back for as long as the program runs; for a thread of its own.
  ///
  /// @param topology when the topology may have changed
  /// @param events when there may be new events
  public void listen(Runnable topology, Runnable events) {
    boolean isFailing = false;
    while (!isClosed) {
      try (Connection connection = DriverManager.getConnection(url, login)) {
        current = connection;
        hear(connection, topology, events);
        isFailing = false;
      } catch (SQLException e) {
        if (!isFailing && !isClosed) {
          LOG.infof("notices of the database are not heard, it is tried again: %s", e.getMessage());
        }
        isFailing = true;
        pause();
      }
    }
  }

  private void hear(Connection connection, Runnable topology, Runnable events) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + TOPOLOGY);
      statement.execute("LISTEN " + EVENTS);
    }
    // What happened before was not heard.
    topology.run();
    events.run();
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!isClosed) {
      PGNotification[] notices = postgres.getNotifications((int) TURN.toMillis());
      for (PGNotification notice : notices == null ? new PGNotification[0] : notices) {
        switch (notice.getName()) {
          case TOPOLOGY -> {
            topology.run();
            events.run();
          }
          case EVENTS -> events.run();
          default -> LOG.debugf("a notice of nobody: %s", notice.getName());
        }
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException _) {
      isClosed = true;
    }
  }

  public void close() {
    isClosed = true;
    Connection connection = current;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debugf("the connection for notices could not be closed: %s", e.getMessage());
      }
    }
  }
}
