package io.lvsfleet.controlplane.testing;

import io.lvsfleet.controlplane.database.DatabaseAccess;
import io.lvsfleet.controlplane.database.EmbeddedPostgres;
import io.lvsfleet.controlplane.database.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// A fresh, empty database on a PostgreSQL server that all tests of this JVM share.
///
/// The server starts at first use (some seconds once per build directory, one second later) and
/// ends with the JVM. It does not wait for the disk: durability is tested elsewhere.
///
/// ```java
/// @Tag("postgres")
/// class SomethingStoredTest {
///   private final TestDatabase database = TestDatabase.migrated();
///   // database.access().jdbcUrl() … or database.connect()
/// }
/// ```
public final class TestDatabase {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final DatabaseAccess access;

  private TestDatabase(DatabaseAccess access) {
    this.access = access;
  }

  /// Without any table.
  public static TestDatabase empty() {
    String name = "test_" + COUNTER.incrementAndGet();
    DatabaseAccess server = Server.POSTGRES.access();
    execute(server, "CREATE DATABASE " + name);
    String url = server.jdbcUrl().replace("/lvsfleet?", "/" + name + "?");
    return new TestDatabase(new DatabaseAccess(url, server.username(), server.password()));
  }

  /// With all migrations of the program.
  public static TestDatabase migrated() {
    TestDatabase database = empty();
    DatabaseAccess access = database.access();
    Flyway.configure()
        .dataSource(access.jdbcUrl(), access.username(), access.password())
        .locations("classpath:db/migration")
        .load()
        .migrate();
    return database;
  }

  public DatabaseAccess access() {
    return access;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
  }

  /// Where PostgreSQL's programs are unpacked once for all tests of this build directory.
  public static Path programs() {
    return Path.of("target", "postgresql").toAbsolutePath();
  }

  private static void execute(DatabaseAccess access, String sql) {
    try (Connection connection =
            DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static final class Server {

    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      EmbeddedPostgres postgres = TestPostgres.start(programs());
      execute(postgres.access(), "ALTER SYSTEM SET fsync = off");
      execute(postgres.access(), "ALTER SYSTEM SET synchronous_commit = off");
      execute(postgres.access(), "SELECT pg_reload_conf()");
      return postgres;
    }
  }
}
