package io.lvsfleet.controlplane.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Problems for what fails before or beside JAX-RS: oversized bodies, malformed requests, paths of
/// nobody.
@ApplicationScoped
public class FailureRoutes {

  void register(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(FailureRoutes::failed);
    router.route().order(Integer.MAX_VALUE).handler(context -> context.fail(404));
  }

  static void failed(RoutingContext context) {
    if (context.response().ended()) {
      return;
    }
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    String detail =
        switch (status) {
          case 404 -> "there is nothing at " + context.request().path();
          case 413 -> "the body is larger than what is read here";
          default -> ProblemType.ofStatus(status).title();
        };
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Problems.body(status, detail, context));
  }
}
