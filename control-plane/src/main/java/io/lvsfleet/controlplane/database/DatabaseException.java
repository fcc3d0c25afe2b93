package io.lvsfleet.controlplane.database;

import io.lvsfleet.controlplane.state.StateException;

/// The embedded PostgreSQL cannot be made, started or stopped.
public final class DatabaseException extends StateException {

  private static final long serialVersionUID = 1L;

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
