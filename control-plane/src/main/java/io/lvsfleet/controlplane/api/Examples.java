package io.lvsfleet.controlplane.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Examples of the OpenAPI document. A test sends them.
final class Examples {

  static final Object CHANGE =
      object(
          "id",
          "18",
          "cluster",
          "web",
          "revision",
          18,
          "changed",
          true,
          "etag",
          "\"18.3f2a1b4c.json\"",
          "rollout",
          "/api/v1/clusters/web/rollouts/18",
          "nodes",
          List.of("lb1"),
          "warnings",
          List.of());

  static final Object PLAN =
      object(
          "cluster",
          "web",
          "object",
          "virtualServices/http/realServers/a",
          "dryRun",
          true,
          "changed",
          true,
          "revision",
          17,
          "etag",
          "\"17.3f2a1b4c.json\"",
          "nodes",
          List.of("lb1"),
          "objects",
          List.of(
              object(
                  "object", "virtualServices/http/realServers/a",
                  "action", "update",
                  "fields",
                      List.of(
                          object(
                              "pointer", "#/virtualServices/http/realServers/a/weight",
                              "before", 1,
                              "after", 5)))),
          "forecast",
          List.of(
              object(
                  "node",
                  "lb1",
                  "connected",
                  true,
                  "observedAt",
                  "2026-01-31T12:00:00Z",
                  "age",
                  "4s",
                  "operationCount",
                  1,
                  "operations",
                  List.of(
                      object(
                          "command",
                          "ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.12:80 -g -w 5",
                          "activeConnections",
                          37)),
                  "warnings",
                  List.of())),
          "warnings",
          List.of());

  private Examples() {}

  /// A body of PUT.
  static Object of(ObjectKind kind) {
    return switch (kind) {
      case DIRECTORS -> object("members", List.of(object("node", "lb1", "interface", "eth0")));
      case NODE -> object("addresses", object("inside", "10.0.0.11"));
      case VIRTUAL_IP -> object("address", "10.0.0.100/24");
      case REAL_SERVER -> object("address", "10.0.0.12", "weight", 2);
      case CHECK -> object("type", "tcp", "interval", "6s", "fall", 3);
      case VIRTUAL_SERVICE ->
          object(
              "listen", object("virtualIp", "www", "port", 80),
              "scheduler", "wrr",
              "forwarding", "dr",
              "checks", object("tcp", of(ObjectKind.CHECK)),
              "realServers", object("a", of(ObjectKind.REAL_SERVER)));
      case CLUSTER ->
          object(
              "directors", of(ObjectKind.DIRECTORS),
              "virtualIps", object("www", of(ObjectKind.VIRTUAL_IP)),
              "virtualServices", object("http", of(ObjectKind.VIRTUAL_SERVICE)));
    };
  }

  /// A body of PATCH for the example of PUT.
  static Object patch(ObjectKind kind) {
    return switch (kind) {
      case DIRECTORS -> object("members", List.of(object("node", "lb1", "interface", "eth1")));
      case NODE -> object("addresses", object("inside", "10.0.0.13"));
      case VIRTUAL_IP -> object("interface", "eth1");
      case REAL_SERVER -> object("weight", 0);
      case CHECK -> object("interval", "10s");
      case VIRTUAL_SERVICE ->
          object("scheduler", "wlc", "checks", object("tcp", object("fall", 2)));
      case CLUSTER -> object("virtualServices", object("http", patch(ObjectKind.VIRTUAL_SERVICE)));
    };
  }

  static Object page(ObjectKind kind) {
    return object(
        "items",
        List.of(
            object("name", "a", "revision", 17, "etag", "\"17.3f2a1b4c.json\"", "value", of(kind))),
        "nextCursor",
        "bmFtZSAxCmEKYQ");
  }

  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
