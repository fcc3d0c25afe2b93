package io.lvsfleet.controlplane.database;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A PostgreSQL server that belongs to one state directory.
///
/// - What it answered is on disk; `close` is an ordered stop.
/// - A server that a killed control plane left behind is taken over when it works, stopped and
///   started again when it does not.
/// - A server that dies while we live is started again on the same port.
///
/// The caller holds the state directory's lock, and closes this after the last user of the
/// database.
public final class EmbeddedPostgres implements AutoCloseable {

  /// How this start came by a running server.
  public enum Origin {
    CREATED,
    STARTED,
    ADOPTED
  }

  private static final System.Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final PostgresServer server;
  private final DatabaseAccess access;
  private final Origin origin;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closing;

  private EmbeddedPostgres(PostgresServer server, DatabaseAccess access, Origin origin) {
    this.server = server;
    this.access = access;
    this.origin = origin;
  }

  /// Returns when it answers.
  ///
  /// @param state the control plane's state directory; everything is below `postgresql` in it
  /// @throws DatabaseException naming what is wrong, with the end of PostgreSQL's log
  public static EmbeddedPostgres start(Path state) {
    return start(state, state.resolve("postgresql"), RunAs.detect());
  }

  /// @param programs where PostgreSQL's programs are kept
  static EmbeddedPostgres start(Path state, Path programs, RunAs runAs) {
    try {
      Path root = StateFiles.privateDirectory(state).toRealPath();
      Path directory = StateFiles.privateDirectory(root.resolve("postgresql"));
      PostgresBinaries binaries = PostgresBinaries.unpack(StateFiles.privateDirectory(programs));
      runAs.adapt(binaries.home(), binaries.home().startsWith(root) ? root : binaries.home());
      PostgresCluster cluster = new PostgresCluster(root, directory, binaries, runAs);
      PostgresServer server = new PostgresServer(cluster);
      Origin origin = cluster.createIfAbsent() ? Origin.CREATED : Origin.STARTED;
      Optional<Postmaster> left = server.adoptOrStopLeftOver();
      Postmaster postmaster = left.isPresent() ? left.get() : server.startSomewhere();
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(
              server,
              cluster.access(postmaster.port()),
              left.isPresent() ? Origin.ADOPTED : origin);
      server.createDatabaseIfAbsent(postmaster.port());
      binaries.deleteOthers();
      Thread.ofPlatform().name("postgresql-watch").daemon().start(() -> postgres.watch(postmaster));
      return postgres;
    } catch (IOException e) {
      throw new DatabaseException(state + ": PostgreSQL cannot be started: " + e, e);
    }
  }

  public DatabaseAccess access() {
    return access;
  }

  public Origin origin() {
    return origin;
  }

  /// Stops the server and waits until it has written everything. Closing twice is allowed: the
  /// second time must not stop the server of somebody who came after us.
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closing) {
        closing = true;
        server.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Starts the server again whenever it has ended by itself. The pool reconnects by itself: the
  /// port stays the same.
  private void watch(Postmaster first) {
    Postmaster current = first;
    while (!closing) {
      current.process().ifPresent(process -> process.onExit().join());
      current = startAgain(current);
    }
  }

  private Postmaster startAgain(Postmaster ended) {
    Duration pause = Duration.ofMillis(250);
    while (!closing) {
      lock.lock();
      try {
        if (!closing) {
          LOG.log(WARNING, "PostgreSQL has ended by itself: starting it again");
          return server.start(ended.port());
        }
      } catch (DatabaseException e) {
        LOG.log(ERROR, "PostgreSQL cannot be started again", e);
      } finally {
        lock.unlock();
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        return ended;
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
    return ended;
  }
}
