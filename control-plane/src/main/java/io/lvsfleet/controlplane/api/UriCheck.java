package io.lvsfleet.controlplane.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;

/// Refuses a request target that is no URI (RFC 3986), such as `/%zz`: nobody behind could decode
/// it. Quarkus' own check, which has no body to show, is switched off by `app`.
@ApplicationScoped
public class UriCheck {

  /// After the request has its id, before anybody looks at its path.
  private static final int PRIORITY = 1900;

  void register(@Observes Filters filters) {
    filters.register(UriCheck::check, PRIORITY);
  }

  private static void check(RoutingContext context) {
    try {
      new URI(context.request().uri());
    } catch (URISyntaxException e) {
      context
          .response()
          .setStatusCode(400)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(Problems.body(400, "the path or query of the request is no URI", context));
      return;
    }
    context.next();
  }
}
