package io.lvsfleet.controlplane.api;

import java.util.List;
import java.util.regex.Pattern;

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
          path, List.of(methods), Pattern.compile(path.replaceAll("\\{[a-z]+}", "[^/]+") + "/?"));
    }
  }

  static final List<Route> ALL =
      List.of(
          Route.of("/api/v1/clusters", "GET"),
          Route.of("/api/v1/clusters/{cluster}", "GET", "PUT", "DELETE"),
          Route.of("/api/v1/clusters/{cluster}/connections", "GET"),
          Route.of("/api/v1/clusters/{cluster}/events", "GET"),
          Route.of("/api/v1/clusters/{cluster}/rollouts/{id}", "GET"),
          Route.of("/api/v1/clusters/{cluster}/rollouts/{id}/result", "GET"),
          Route.of("/api/v1/clusters/{cluster}/routing-table", "GET"),
          Route.of("/api/v1/clusters/{cluster}/status", "GET"),
          Route.of("/api/v1/events", "GET"),
          Route.of("/api/v1/join-tokens", "GET", "POST"),
          Route.of("/api/v1/join-tokens/{id}", "DELETE"),
          Route.of("/api/v1/nodes", "GET"),
          Route.of("/api/v1/nodes/{node}/observed", "GET"),
          Route.of("/nagios/clusters/{cluster}", "GET"));

  private Routes() {}

  /// Methods a path has; none for a path of nobody.
  static List<String> methods(String path) {
    return ALL.stream()
        .filter(route -> route.pattern().matcher(path).matches())
        .findFirst()
        .map(Route::methods)
        .orElse(List.of());
  }
}
