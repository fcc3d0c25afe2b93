package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.service.Author;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// Who sends a request.
final class Callers {

  /// Says why a change is made, where the query does not.
  static final String REASON = "Change-Reason";

  private Callers() {}

  static Author author(RoutingContext context, @Nullable String reason) {
    Request request = Requests.of(context);
    return new Author(
        request.principal(),
        reason == null ? Names.reason(context.request().getHeader(REASON)) : reason,
        request);
  }
}
