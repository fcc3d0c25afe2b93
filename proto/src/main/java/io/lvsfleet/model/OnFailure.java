package io.lvsfleet.model;

/// What happens to a real server whose check failed.
public enum OnFailure {
  /// It leaves the table; it comes back when the check does.
  REMOVE,
  /// It stays with weight 0: persistent clients and established connections keep it.
  QUIESCE
}
