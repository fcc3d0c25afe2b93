package io.lvsfleet.controlplane.testing;

import io.lvsfleet.controlplane.database.DatabaseAccess;
import io.lvsfleet.controlplane.state.StateFiles;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a `@QuarkusTest` a fresh database and a state directory of its own:
/// `@WithTestResource(TestDatabaseResource.class)`. The program's own migrations run at start.
public final class TestDatabaseResource implements QuarkusTestResourceLifecycleManager {

  private @Nullable Path state;

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory("lvs-test-state");
      state = directory;
      DatabaseAccess access = TestDatabase.empty().access();
      return Map.of(
          "quarkus.datasource.jdbc.url", access.jdbcUrl(),
          "quarkus.datasource.username", access.username(),
          "quarkus.datasource.password", access.password(),
          "lvs.state-directory", directory.toString(),
          "lvs.agents.listen", "127.0.0.1:" + freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Free a moment ago, which is as good as it gets for a port that has to be named in advance.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void stop() {
    try {
      if (state != null) {
        StateFiles.deleteTree(state);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
