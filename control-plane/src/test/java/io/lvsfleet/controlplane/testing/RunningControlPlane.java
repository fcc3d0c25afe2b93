package io.lvsfleet.controlplane.testing;

import io.lvsfleet.controlplane.database.DatabaseAccess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A database and a state directory for a `@QuarkusTest`.
public final class RunningControlPlane implements QuarkusTestResourceLifecycleManager {

  private static final Path STATE = Path.of("target", "test-state").toAbsolutePath();

  @Override
  public Map<String, String> start() {
    DatabaseAccess access = TestDatabase.empty().access();
    try {
      // The token in it belongs to the database of an earlier run.
      Files.createDirectories(STATE);
      Files.deleteIfExists(adminToken());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "quarkus.datasource.jdbc.url", access.jdbcUrl(),
        "quarkus.datasource.username", access.username(),
        "quarkus.datasource.password", access.password(),
        "lvs.state-directory", STATE.toString(),
        "lvs.agents.listen", "127.0.0.1:" + freePort());
  }

  /// So that tests of two checkouts can run at once.
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the first administrator's token is written.
  public static Path adminToken() {
    return STATE.resolve("admin-token");
  }

  @Override
  public void stop() {
    // The database ends with the JVM.
  }
}
