package io.lvsfleet.controlplane.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/// Problems as answers (RFC 9457).
final class Problems {

  static final String MEDIA_TYPE = "application/problem+json";

  private Problems() {}

  static Response response(ApiProblem problem, RoutingContext context) {
    Response.ResponseBuilder response =
        Response.status(problem.type().status())
            .type(MediaType.valueOf(MEDIA_TYPE))
            .header("Cache-Control", "no-store")
            .entity(
                new JsonObject(
                        body(
                            problem.type(),
                            problem.type().status(),
                            String.valueOf(problem.getMessage()),
                            problem.members(),
                            context))
                    .encode());
    problem.headers().forEach(response::header);
    return response.build();
  }

  /// What a framework answers by itself: no message of it is shown, it may name classes.
  static String body(int status, String detail, RoutingContext context) {
    return new JsonObject(body(ProblemType.ofStatus(status), status, detail, Map.of(), context))
        .encode();
  }

  private static Map<String, Object> body(
      ProblemType type,
      int status,
      String detail,
      Map<String, Object> members,
      RoutingContext context) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", status);
    body.put("detail", detail);
    body.put("instance", context.request().path());
    body.put("requestId", RequestIds.of(context));
    members.forEach((name, value) -> body.put(name, plain(value)));
    return body;
  }

  /// Records as JSON objects.
  private static Object plain(Object value) {
    return io.vertx.core.json.Json.decodeValue(io.vertx.core.json.Json.encode(value));
  }
}
