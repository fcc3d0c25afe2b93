package io.lvsfleet.controlplane.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/// Tells a database that is away for a moment from a statement that failed.
public final class DatabaseOutage {

  private DatabaseOutage() {}

  /// Connections break (class 08), the server is being stopped or started (57P), or none of the
  /// pool's could be had; see appendix A of PostgreSQL's manual.
  public static boolean isCauseOf(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.startsWith("08") || state.startsWith("57P");
      }
    }
    return false;
  }
}
