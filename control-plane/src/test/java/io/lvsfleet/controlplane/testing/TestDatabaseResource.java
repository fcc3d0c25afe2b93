package io.lvsfleet.controlplane.testing;

import io.lvsfleet.controlplane.database.DatabaseAccess;
import io.lvsfleet.controlplane.state.StateFiles;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
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
          "lvs.state-directory", directory.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
