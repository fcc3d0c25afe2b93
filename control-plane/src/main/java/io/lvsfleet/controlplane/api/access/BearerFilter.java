package io.lvsfleet.controlplane.api.access;

import io.lvsfleet.controlplane.access.ApiToken;
import io.lvsfleet.controlplane.access.ApiTokenCheck;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// Lets a request pass only with a token of the API (RFC 6750 section 2.1).
///
/// Everything is closed that is not named here as open, so a new path is closed by itself. It runs
/// before routing: who has no token does not even learn which paths exist.
@ApplicationScoped
public class BearerFilter {

  /// Where in the [RoutingContext] the token's id is found, for audit records.
  public static final String CALLER = "lvs-fleet.caller";

  private static final int PRIORITY = 1000;
  private static final String SCHEME = "bearer ";
  private static final String HEALTH = "/q/health";

  private final ApiTokenCheck tokens;

  BearerFilter(ApiTokenCheck tokens) {
    this.tokens = tokens;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext context) {
    Optional<String> presented = bearer(context);
    Optional<ApiToken> caller = presented.flatMap(tokens::bearerOf);
    if (caller.isPresent()) {
      context.put(CALLER, caller.get().id());
      context.next();
    } else if (presented.isEmpty() && isOpen(context)) {
      context.next();
    } else {
      refuse(context, presented.isPresent());
    }
  }

  /// Health is for the service manager and the load balancer's agent on this very host.
  private static boolean isOpen(RoutingContext context) {
    String path = context.normalizedPath();
    return (path.equals(HEALTH) || path.startsWith(HEALTH + "/"))
        && isLoopback(context.request().connection().remoteAddress());
  }

  private static boolean isLoopback(SocketAddress address) {
    // hostAddress is the literal; the JDK parses it without asking a name server.
    String literal = address.hostAddress();
    return literal != null && InetAddress.ofLiteral(literal).isLoopbackAddress();
  }

  private static Optional<String> bearer(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(header -> header.substring(SCHEME.length()).strip());
  }

  /// The id that was given to the request before; its answer has it in a header.
  static String requestId(RoutingContext context) {
    String id = context.response().headers().get("X-Request-Id");
    return id == null ? "" : id;
  }

  private static void refuse(RoutingContext context, boolean presented) {
    // RFC 6750 section 3.1: no error code for a request that brought no token.
    String challenge =
        "Bearer realm=\"lvs-fleet\"" + (presented ? ", error=\"invalid_token\"" : "");
    JsonObject problem =
        new JsonObject()
            .put("type", "/problems/unauthorized")
            .put("title", "A token is needed")
            .put("status", 401)
            .put(
                "detail",
                presented
                    ? "the bearer token is not a valid token of this control plane"
                    : "send the header \"Authorization: Bearer TOKEN\"")
            .put("instance", context.request().path())
            .put("requestId", requestId(context));
    context
        .response()
        .setStatusCode(401)
        .putHeader("WWW-Authenticate", challenge)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(problem.encode());
  }
}
