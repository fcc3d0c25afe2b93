package io.lvsfleet.controlplane.declared;

import org.jspecify.annotations.Nullable;

/// What becomes of one object. A service stands here without its checks and real servers: they are
/// objects of their own.
///
/// @param before null when it is created
/// @param after null when it is deleted
public record ObjectChange(ObjectPath path, @Nullable Fragment before, @Nullable Fragment after) {

  public ObjectChange {
    if (before == null && after == null) {
      throw new IllegalArgumentException("nothing becomes of " + path);
    }
  }
}
