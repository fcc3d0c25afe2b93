package io.lvsfleet.controlplane.database;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Servers for tests.
public final class TestPostgres {

  private TestPostgres() {}

  /// One that works as a control plane's does.
  public static EmbeddedPostgres start(Path state, Path programs) {
    return EmbeddedPostgres.start(state, programs, RunAs.detect());
  }

  /// One in a temporary directory that goes with the JVM.
  public static EmbeddedPostgres start(Path programs) {
    try {
      Path state = Files.createTempDirectory("lvs-test-database");
      EmbeddedPostgres postgres = start(state, programs);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                postgres.close();
                delete(state);
              }));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path state) {
    try {
      StateFiles.deleteTree(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
