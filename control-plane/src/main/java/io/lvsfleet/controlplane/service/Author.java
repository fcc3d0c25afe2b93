package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.audit.Request;
import org.jspecify.annotations.Nullable;

/// Who makes a change.
///
/// @param who for example a token's id
/// @param why in the author's words
/// @param request by which it is made; null when the program makes it by itself
public record Author(String who, @Nullable String why, @Nullable Request request) {

  public Author(String who, @Nullable String why) {
    this(who, why, null);
  }
}
