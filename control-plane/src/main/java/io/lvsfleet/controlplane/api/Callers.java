package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.Author;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// Who sends a request.
final class Callers {

  private Callers() {}

  static Author author(RoutingContext request, @Nullable String reason) {
    String caller = request.get(BearerFilter.CALLER);
    return new Author(caller == null ? "unknown" : caller, reason);
  }
}
