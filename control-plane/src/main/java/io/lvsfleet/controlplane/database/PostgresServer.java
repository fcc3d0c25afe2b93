package io.lvsfleet.controlplane.database;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// Starts and stops the server process of one [PostgresCluster].
final class PostgresServer {

  /// Recovery after a crash replays at most `max_wal_size` of log: seconds.
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  private static final Duration ADOPTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  /// A server fails at once when the port was taken in between, or when processes of a killed
  /// postmaster have not ended yet (their shared memory is still in use): both pass.
  private static final int ATTEMPTS = 4;

  private final PostgresCluster cluster;

  PostgresServer(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  /// @return a server that was running already and works; else none is running any more
  Optional<Postmaster> adoptOrStopLeftOver() throws IOException {
    Optional<Postmaster> left = Postmaster.of(cluster.data());
    if (left.isEmpty()) {
      return Optional.empty();
    }
    if (!left.get().serves(cluster.data())) {
      if (left.get().process().isPresent()) {
        // Another program got its pid: PostgreSQL would think that it is still running.
        Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
      }
      return Optional.empty();
    }
    if (left.get().runs(cluster.binaries()) && answers(left.get(), ADOPTION_TIMEOUT)) {
      return left;
    }
    stop();
    return Optional.empty();
  }

  /// On the port of last time when that is free, else on another one.
  Postmaster startSomewhere() throws IOException {
    DatabaseException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = choosePort();
      try {
        Postmaster postmaster = start(port);
        StateFiles.writePrivately(cluster.portFile(), port + "\n");
        return postmaster;
      } catch (DatabaseException e) {
        failure = e;
        pause(Duration.ofMillis(250L << attempt));
      }
    }
    throw failure == null ? new DatabaseException("no attempt was made") : failure;
  }

  /// Returns when it answers.
  Postmaster start(int port) {
    try {
      cluster.writeSettings();
      PostgresLog log = PostgresLog.open(cluster.log());
      Process process =
          Command.builder(
                  cluster
                      .runAs()
                      .command(
                          List.of(
                              // A session of its own: Ctrl-C at our terminal must not stop the
                              // database before the application has finished.
                              "setsid",
                              cluster.binaries().program("postgres"),
                              "-D",
                              cluster.data().toString(),
                              "-p",
                              Integer.toString(port))))
              .redirectErrorStream(true)
              .redirectOutput(log.startFile().toFile())
              .start();
      process.getOutputStream().close();
      Instant deadline = Instant.now().plus(START_TIMEOUT);
      while (process.isAlive() && Instant.now().isBefore(deadline)) {
        Optional<Postmaster> postmaster = Postmaster.of(cluster.data());
        if (postmaster.isPresent()
            && postmaster.get().pid() == process.pid()
            && postmaster.get().ready()
            && answers(postmaster.get(), ADOPTION_TIMEOUT)) {
          return postmaster.get();
        }
        pause(POLL);
      }
      boolean ended = !process.isAlive();
      process.destroyForcibly();
      throw new DatabaseException(
          "%s: PostgreSQL %s; the end of its log:%n%s"
              .formatted(
                  cluster.data(),
                  ended
                      ? "ended with status " + process.exitValue() + " while starting"
                      : "did not answer within " + START_TIMEOUT.toSeconds() + " s",
                  log.newLines()));
    } catch (IOException e) {
      throw new DatabaseException(
          "%s: PostgreSQL cannot be started: %s".formatted(cluster.data(), e), e);
    }
  }

  /// Ends sessions, writes a checkpoint, waits. Nothing happens when none is running.
  void stop() {
    Optional<Postmaster> running = Postmaster.of(cluster.data());
    if (running.isEmpty() || !running.get().serves(cluster.data())) {
      return;
    }
    Command.Result fast = stop("fast");
    if (!fast.succeeded()) {
      // Without a checkpoint: the next start replays the log, nothing is lost.
      Command.Result immediate = stop("immediate");
      if (!immediate.succeeded()) {
        throw new DatabaseException(
            "%s: PostgreSQL (pid %d) cannot be stopped: %s; %s"
                .formatted(cluster.data(), running.get().pid(), fast.output(), immediate.output()));
      }
    }
  }

  void createDatabaseIfAbsent(int port) throws IOException {
    try (Connection connection = connect(cluster.access(port, "postgres"), ADOPTION_TIMEOUT);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + PostgresCluster.DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + PostgresCluster.DATABASE);
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "%s: the database cannot be made: %s".formatted(cluster.data(), e.getMessage()), e);
    }
  }

  private Command.Result stop(String mode) {
    return Command.run(
        cluster
            .runAs()
            .command(
                List.of(
                    cluster.binaries().program("pg_ctl"),
                    "stop",
                    "--pgdata=" + cluster.data(),
                    "--mode=" + mode,
                    "--wait",
                    "--timeout=" + STOP_TIMEOUT.toSeconds())),
        STOP_TIMEOUT.plusSeconds(5));
  }

  private boolean answers(Postmaster postmaster, Duration timeout) throws IOException {
    try (Connection connection = connect(cluster.access(postmaster.port(), "postgres"), timeout)) {
      return connection.isValid((int) timeout.toSeconds());
    } catch (SQLException _) {
      // Still recovering, hung, or not ours: the caller decides what that means.
      return false;
    }
  }

  private static Connection connect(DatabaseAccess access, Duration timeout) throws SQLException {
    Properties properties = new Properties();
    String seconds = Long.toString(timeout.toSeconds());
    properties.setProperty("user", access.username());
    properties.setProperty("password", access.password());
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return DriverManager.getConnection(access.jdbcUrl(), properties);
  }

  private int choosePort() throws IOException {
    Path file = cluster.portFile();
    if (Files.exists(file)) {
      try {
        int last = Integer.parseInt(Files.readString(file).strip());
        if (isFree(last)) {
          return last;
        }
      } catch (NumberFormatException e) {
        throw new DatabaseException(file + ": a port number is expected; delete the file", e);
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), port), 1);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while PostgreSQL was starting", e);
    }
  }
}
