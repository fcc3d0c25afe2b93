package io.lvsfleet.controlplane.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// All paths and their methods, for the `Allow` header a 405 has (RFC 9110 section 15.5.6), which
/// JAX-RS leaves out. A test compares it with the generated OpenAPI document.
final class Routes {

  /// One path.
  ///
  /// @param path with names in braces
  /// @param methods in the order of the header
  record Route(String path, List<String> methods, Pattern pattern) {
    static Route of(String path, String... methods) {
      return new Route(
          path,
          List.of(methods),
          Pattern.compile(path.replaceAll("\\{[a-zA-Z]+}", "[^/]+") + "/?"));
    }
  }

  static final List<Route> ALL =
      Stream.concat(
              Stream.of(
                  Route.of("/api/v1/audit", "GET"),
                  Route.of("/api/v1/clusters", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/connections", "GET"),
                  Route.of(
                      "/api/v1/clusters/{cluster}/directors/members/{node}/handover",
                      "GET",
                      "POST"),
                  Route.of("/api/v1/clusters/{cluster}/events", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/explain", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/overrides", "GET", "POST"),
                  Route.of("/api/v1/clusters/{cluster}/overrides/{id}", "GET", "PUT", "DELETE"),
                  Route.of("/api/v1/clusters/{cluster}/overrides/{id}/result", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/plan", "POST"),
                  Route.of("/api/v1/clusters/{cluster}/revisions", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/revisions/{revision}", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/revisions/{revision}/diff", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/revisions/{revision}/rollback", "POST"),
                  Route.of("/api/v1/clusters/{cluster}/rollouts", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/rollouts/{id}", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/rollouts/{id}/result", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/routing-table", "GET"),
                  Route.of("/api/v1/clusters/{cluster}/status", "GET"),
                  Route.of("/api/v1/events", "GET"),
                  Route.of("/api/v1/join-tokens", "GET", "POST"),
                  Route.of("/api/v1/join-tokens/{id}", "DELETE"),
                  Route.of("/api/v1/nodes", "GET"),
                  Route.of("/api/v1/nodes/{node}/observed", "GET"),
                  Route.of("/api/v1/nodes/{node}/overrides", "GET", "POST"),
                  Route.of("/api/v1/nodes/{node}/overrides/{id}", "GET", "PUT", "DELETE"),
                  Route.of("/api/v1/nodes/{node}/overrides/{id}/result", "GET"),
                  Route.of("/nagios/clusters/{cluster}", "GET")),
              Arrays.stream(ObjectKind.values()).flatMap(Routes::of))
          .toList();

  private Routes() {}

  private static Stream<Route> of(ObjectKind kind) {
    Route object =
        kind.isDeletable()
            ? Route.of(kind.path(), "GET", "PUT", "PATCH", "DELETE")
            : Route.of(kind.path(), "GET", "PUT", "PATCH");
    return kind.isListed()
        ? Stream.of(Route.of(kind.listPath(), "GET"), object)
        : Stream.of(object);
  }

  /// The `Allow` header of a path (RFC 9110 section 10.2.1).
  static String allow(List<String> methods) {
    List<String> allowed = new ArrayList<>(methods);
    if (methods.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    return String.join(", ", allowed);
  }

  /// Methods a path has; none for a path of nobody.
  static List<String> methods(String path) {
    return ALL.stream()
        .filter(route -> route.pattern().matcher(path).matches())
        .findFirst()
        .map(Route::methods)
        .orElse(List.of());
  }
}
