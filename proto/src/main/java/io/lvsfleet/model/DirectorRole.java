package io.lvsfleet.model;

/// Which part a director plays in its cluster. Services and real servers are in every director's
/// table all the time; only the addresses follow the role.
public enum DirectorRole {
  /// The only director: it holds the addresses.
  ALONE,
  MASTER,
  BACKUP;

  public boolean holdsAddresses() {
    return this != BACKUP;
  }
}
