package io.lvsfleet.controlplane.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/// Gives every request an id, the caller's own where it sends a sensible one, and every answer a
/// header with it, whoever answers.
@ApplicationScoped
public class RequestIds {

  static final String HEADER = "X-Request-Id";

  private static final String KEY = "lvs-fleet.request-id";

  /// Before anything that may refuse a request.
  private static final int PRIORITY = 2000;

  void register(@Observes Filters filters) {
    filters.register(RequestIds::handle, PRIORITY);
  }

  private static void handle(RoutingContext context) {
    String sent = context.request().getHeader(HEADER);
    String id =
        sent != null && sent.matches("[A-Za-z0-9._-]{1,64}") ? sent : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
    context.next();
  }

  static String of(RoutingContext context) {
    String id = context.get(KEY);
    return id == null ? "" : id;
  }
}
