package io.lvsfleet.controlplane.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Refuses a body that says it is too large before any of it is read.
@ApplicationScoped
public class BodyLimit {

  /// After the token was checked.
  private static final int PRIORITY = 900;

  void register(@Observes Filters filters) {
    filters.register(BodyLimit::check, PRIORITY);
  }

  private static void check(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || (length.length() < 10 && Integer.parseInt(length) <= Bodies.MAX_BYTES)) {
      context.next();
      return;
    }
    context
        .response()
        .setStatusCode(413)
        .putHeader(HttpHeaders.CONNECTION, "close")
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(
            Problems.body(413, "a body has at most 4 MiB here, not " + length + " bytes", context));
  }
}
