package io.lvsfleet.controlplane.database;

/// Where a database is and how to enter it.
public record DatabaseAccess(String jdbcUrl, String username, String password) {

  /// Without the password: this may be logged.
  @Override
  public String toString() {
    return jdbcUrl + " as " + username;
  }
}
