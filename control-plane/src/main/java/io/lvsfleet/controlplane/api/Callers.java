package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.service.Author;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// Who sends a request.
final class Callers {

  /// Why a change is made; a header, because it is not about the resource.
  static final String REASON = "Change-Reason";

  private Callers() {}

  /// @param otherwise the reason when the request gives none, neither in the header nor in the
  ///   query
  static Author author(RoutingContext context, @Nullable String otherwise) {
    Request request = Requests.of(context);
    String header = context.request().getHeader(REASON);
    String given = Names.reason(header == null ? context.request().getParam("reason") : header);
    return new Author(request.principal(), given == null ? otherwise : given, request);
  }
}
