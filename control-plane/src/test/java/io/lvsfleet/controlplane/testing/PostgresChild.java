package io.lvsfleet.controlplane.testing;

import io.lvsfleet.controlplane.database.EmbeddedPostgres;
import io.lvsfleet.controlplane.database.TestPostgres;
import io.lvsfleet.controlplane.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;

/// A program of its own that uses a state directory as a control plane does: prints one line when
/// the database answers, and stops it in order at the end of its input. Its arguments are the state
/// directory and the one of PostgreSQL's programs.
public final class PostgresChild {

  private PostgresChild() {}

  public static void main(String[] arguments) throws IOException {
    try (StateDirectory state = StateDirectory.open(Path.of(arguments[0]));
        EmbeddedPostgres postgres = TestPostgres.start(state.path(), Path.of(arguments[1]))) {
      System.out.println("ready " + postgres.access().jdbcUrl());
      while (System.in.read() >= 0) {
        // Nothing is said; its end is what counts.
      }
    }
    System.out.println("stopped");
  }
}
