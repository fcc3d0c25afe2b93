package io.lvsfleet.controlplane.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.controlplane.database.EmbeddedPostgres.Origin;
import io.lvsfleet.controlplane.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("postgres")
class EmbeddedPostgresTest {

  @TempDir Path state;

  private final List<EmbeddedPostgres> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(EmbeddedPostgres::close);
  }

  @Test
  void theFirstStartMakesADatabaseAndARestartKeepsWhatIsInIt() throws Exception {
    EmbeddedPostgres first = start();
    assertThat(first.origin()).isEqualTo(Origin.CREATED);
    execute(first, "CREATE TABLE kept (text text)", "INSERT INTO kept VALUES ('äß')");
    first.close();

    EmbeddedPostgres second = start();
    assertThat(second.origin()).isEqualTo(Origin.STARTED);
    assertThat(query(second, "SELECT text FROM kept")).isEqualTo("äß");
    assertThat(second.access().jdbcUrl()).isEqualTo(first.access().jdbcUrl());
  }

  @Test
  void whatWasAnsweredIsOnDiskAndOnlyThisMachineWithThePasswordGetsIn() throws Exception {
    EmbeddedPostgres postgres = start();

    assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
    assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(query(postgres, "SHOW full_page_writes")).isEqualTo("on");
    assertThat(query(postgres, "SHOW data_checksums")).isEqualTo("on");
    assertThat(query(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
    assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
    assertThat(
            query(
                postgres,
                "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'lvsfleet'"))
        .isEqualTo("bC.UTF-8");
    Path password = state.resolve("postgresql/password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() ->
            DriverManager.getConnection(
                postgres.access().jdbcUrl(), postgres.access().username(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void closeLeavesNoServerBehind() throws Exception {
    EmbeddedPostgres postgres = start();
    Postmaster postmaster = Postmaster.of(data()).orElseThrow();
    postgres.close();

    assertThat(data().resolve("postmaster.pid")).doesNotExist();
    await().atMost(5, SECONDS).until(() -> !postmaster.serves(data()));
    assertThat(Files.readString(newestLog())).contains("database system is shut down");
  }

  @Test
  void aPostmasterThatIsKilledIsStartedAgainOnTheSamePort() throws Exception {
    EmbeddedPostgres postgres = start();
    execute(postgres, "CREATE TABLE kept AS SELECT 7 AS number");
    Postmaster killed = Postmaster.of(data()).orElseThrow();
    killed.process().orElseThrow().destroyForcibly();

    await()
        .atMost(30, SECONDS)
        .ignoreExceptions()
        .until(() -> query(postgres, "SELECT number FROM kept").equals("7"));
    assertThat(Postmaster.of(data()).orElseThrow().pid()).isNotEqualTo(killed.pid());
  }

  @Test
  void aPidFileOfAnotherProcessDoesNotStopTheStart() throws Exception {
    EmbeddedPostgres first = start();
    execute(first, "CREATE TABLE kept AS SELECT 7 AS number");
    Path pidFile = data().resolve("postmaster.pid");
    List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
    first.close();
    lines.set(0, Long.toString(ProcessHandle.current().pid()));
    Files.write(pidFile, lines);

    assertThat(query(start(), "SELECT number FROM kept")).isEqualTo("7");
  }

  @Test
  void aDataDirectoryOfAnotherMajorVersionIsRefused() throws Exception {
    start().close();
    Files.writeString(data().resolve("PG_VERSION"), "15\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining(
            data() + ": made by PostgreSQL 15, this program brings PostgreSQL 18");
  }

  @Test
  void aStartThatFailsShowsTheEndOfTheLog() throws Exception {
    start().close();
    Files.writeString(data().resolve("postgresql.auto.conf"), "no_such_setting = 1\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("while starting")
        .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
  }

  @Test
  void anInterruptedFirstStartLeavesNothingInTheWay() throws Exception {
    Files.createDirectories(state.resolve("postgresql/data.creating/base"));
    Files.writeString(state.resolve("postgresql/data.creating/PG_VERSION"), "18\n");

    assertThat(start().origin()).isEqualTo(Origin.CREATED);
    assertThat(state.resolve("postgresql/data.creating")).doesNotExist();
  }

  @Test
  void unpackedProgramsThatLostContentAreUnpackedAgain() throws Exception {
    PostgresBinaries whole = PostgresBinaries.unpack(state);
    Path truncated = whole.home().resolve("share/postgresql/postgres.bki");
    Files.writeString(truncated, "");

    PostgresBinaries again = PostgresBinaries.unpack(state);
    assertThat(again).isEqualTo(whole);
    assertThat(truncated).isNotEmptyFile();
  }

  @Test
  void programsOfAnotherVersionAreRemoved() throws Exception {
    PostgresBinaries current = PostgresBinaries.unpack(state);
    Files.createDirectories(state.resolve("17.2/bin"));
    Files.writeString(state.resolve("17.2/.complete"), "");
    Files.createDirectories(state.resolve("18.6.0.unpacking123/bin"));
    Files.createDirectories(state.resolve("data"));

    current.deleteOthers();
    assertThat(state)
        .isDirectoryNotContaining("glob:**17.2")
        .isDirectoryNotContaining("glob:**unpacking*")
        .isDirectoryContaining("glob:**data")
        .isDirectoryContaining(path -> path.endsWith(current.version()));
  }

  @Test
  void aLongPathWithSpacesAndQuotesWorks() throws Exception {
    state = state.resolve("a path with 'quotes' and \"more\" $HOME").resolve("x".repeat(200));

    assertThat(query(start(), "SELECT 1")).isEqualTo("1");
  }

  private EmbeddedPostgres start() {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(state, TestDatabase.programs(), RunAs.detect());
    started.add(postgres);
    return postgres;
  }

  private Path data() throws IOException {
    return state.toRealPath().resolve("postgresql/data");
  }

  private Path newestLog() throws IOException {
    try (var files = Files.list(state.resolve("postgresql/log"))) {
      return files.filter(file -> !file.endsWith("start.log")).findFirst().orElseThrow();
    }
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    DatabaseAccess access = postgres.access();
    return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
  }
}
