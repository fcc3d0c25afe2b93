package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests that are nearly right, from a seed.
final class Nonsense {

  /// A request that is nearly right.
  static final class Sent {

    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    private Sent(String method, String path, Map<String, String> headers, byte @Nullable [] body) {
      this.method = method;
      this.path = path;
      this.headers = headers;
      this.body = body;
    }

    String method() {
      return method;
    }

    /// With its query.
    String path() {
      return path;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte @Nullable [] body() {
      return body;
    }

    static Sent of(
        String method, String path, Map<String, String> headers, byte @Nullable [] body) {
      return new Sent(method, path, headers, body);
    }

    @Override
    public String toString() {
      Map<String, String> shown = new LinkedHashMap<>(headers);
      shown.computeIfPresent("Authorization", (_, _) -> "…");
      String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
      return method
          + " "
          + path
          + " "
          + shown
          + " "
          + (text.length() > 1500 ? text.substring(0, 1500) + "…" : text);
    }
  }

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final Map<String, String> EXISTING =
      Map.of(
          "cluster", "web",
          "node", "web1",
          "virtualIp", "www",
          "virtualService", "http",
          "realServer", "a",
          "check", "tcp",
          "revision", "1",
          "id", "1");

  private static final List<String> ODD_NAMES =
      List.of(
          "web",
          "other",
          "x",
          "-",
          "A",
          "a".repeat(64),
          "a".repeat(3000),
          "ä",
          "\u0000",
          "..",
          "%",
          "0",
          "-1",
          "9223372036854775807",
          "99999999999999999999",
          "'; DROP TABLE x",
          "a b",
          "\ud83d\ude00",
          "null",
          "directors",
          "any");

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "\u202e",
          "\n",
          "a".repeat(5000),
          "10.0.0.300",
          "10.0.0.1/99",
          "::",
          "::ffff:1.2.3.4",
          "fe80::1%eth0",
          "0x10",
          "1e9",
          "-1s",
          "99999999h",
          "NaN",
          "true",
          "~",
          "!!java.lang.Runtime",
          "*a",
          "${x}",
          "\ud83d\ude00",
          "#/a",
          "80,443",
          "1-65535",
          "65536");

  private static final List<String> QUERIES =
      List.of(
          "dryRun=true",
          "dryRun=maybe",
          "confirm=5",
          "confirm=-1",
          "confirm=99999999999",
          "limit=1",
          "limit=0",
          "limit=x",
          "cursor=1",
          "cursor=zzz",
          "after=1",
          "after=now",
          "after=-1",
          "wait=1ms",
          "wait=x",
          "filter=weight=0",
          "filter=!!",
          "filter=a.b.c!=*",
          "filter=",
          "sort=-weight",
          "sort=--",
          "sort=",
          "offline=fail",
          "offline=x",
          "to=1",
          "to=0",
          "to=x",
          "since=2026-01-01T00:00:00Z",
          "since=now",
          "until=x",
          "table=stats",
          "table=x",
          "director=lb1",
          "director=x",
          "http=status",
          "http=x",
          "reason=%00",
          "reason=why",
          "rollout=staged",
          "rollout=x",
          "onFailure=rollback",
          "within=1h",
          "within=x",
          "principal=%ff",
          "cluster=web",
          "zzz=1",
          "=",
          "&&");

  private final Random random;
  private final String token;

  Nonsense(Random random, String token) {
    this.random = random;
    this.token = token;
  }

  /// The path with names of what there is.
  static String existing(String path) {
    return PARAMETER.matcher(path).replaceAll(m -> EXISTING.get(m.group(1)));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean rarely() {
    return random.nextInt(12) == 0;
  }

  Sent next() {
    Routes.Route route = any(Routes.ALL);
    String method =
        rarely()
            ? any(List.of("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"))
            : any(route.methods());
    boolean takesBody = List.of("PUT", "POST", "PATCH").contains(method);
    return new Sent(
        method,
        path(route.path()) + query(),
        headers(method),
        takesBody || rarely() ? body(route, method) : null);
  }

  private String path(String path) {
    return PARAMETER
        .matcher(path)
        .replaceAll(m ->
            rarely()
                ? URLEncoder.encode(any(ODD_NAMES), StandardCharsets.UTF_8)
                : EXISTING.get(m.group(1)));
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      query.append(query.isEmpty() ? '?' : '&').append(any(QUERIES));
    }
    return query.toString();
  }

  private Map<String, String> headers(String method) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!rarely()) {
      headers.put("Authorization", rarely() ? any(List.of("Bearer x", "Basic eA==", "x")) : token);
    }
    if (!rarely()) {
      headers.put(
          "Content-Type",
          rarely()
              ? any(List.of("text/plain", "image/png", "application/json; charset=utf-16", "x/y;z"))
              : method.equals("PATCH")
                  ? "application/merge-patch+json"
                  : any(List.of("application/json", "application/yaml", "text/yaml")));
    }
    if (rarely()) {
      headers.put(
          "Accept", any(List.of("image/png", "application/yaml", "*/*;q=0", "x", "text/plain")));
    }
    if (rarely()) {
      headers.put("If-Match", any(List.of("*", "\"1\"", "W/\"1.x\"", "x", "\"1\", \"2\"", "\"")));
    }
    if (rarely()) {
      headers.put("If-None-Match", any(List.of("*", "\"1\"", "x", ",")));
    }
    if (rarely()) {
      headers.put("Change-Reason", any(List.of("why", "ü", "r".repeat(2000))));
    }
    if (rarely()) {
      headers.put("Last-Event-ID", any(List.of("1", "x", "-1", "99999999999999999999")));
    }
    if (rarely()) {
      headers.put("X-Request-Id", any(List.of("job-1", "x".repeat(1000), "{}")));
    }
    return headers;
  }

  private byte[] body(Routes.Route route, String method) {
    JsonNode tree = tree(route, method);
    for (int i = random.nextInt(4); i > 0; i--) {
      tree = mutated(tree);
    }
    byte[] bytes = bytes(tree);
    return random.nextInt(6) == 0 ? damaged(bytes) : bytes;
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A body the endpoint takes.
  private JsonNode tree(Routes.Route route, String method) {
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.path().equals(route.path()) && kind != ObjectKind.CLUSTER) {
        return JSON.valueToTree(method.equals("PATCH") ? Examples.patch(kind) : Examples.of(kind));
      }
    }
    if (route.path().endsWith("join-tokens")) {
      return JSON.createObjectNode().put("node", "web1").put("ttl", "1h");
    }
    String yaml =
        switch (random.nextInt(4)) {
          case 0 -> SoundDocuments.richYaml(random, "a");
          case 1 -> SoundDocuments.yaml(random, "a");
          default -> Documents.DR;
        };
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One value anywhere in it becomes another one, goes away or gets company.
  private JsonNode mutated(JsonNode tree) {
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    if (containers.isEmpty() || random.nextInt(30) == 0) {
      return value();
    }
    JsonNode place = any(containers);
    if (place instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.isEmpty() || random.nextInt(5) == 0 ? any(ODD_NAMES) : any(names);
      switch (random.nextInt(4)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(any(ODD_NAMES), value());
        case 2 -> object.set(names.isEmpty() ? name : any(names), object.path(name).deepCopy());
        default -> object.set(name, value());
      }
    } else if (place instanceof ArrayNode array) {
      if (array.isEmpty() || random.nextBoolean()) {
        array.add(value());
      } else {
        array.set(random.nextInt(array.size()), value());
      }
    }
    return tree;
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private JsonNode value() {
    JsonNodeFactory nodes = JSON.getNodeFactory();
    return switch (random.nextInt(12)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.numberNode(random.nextInt());
      case 3 -> nodes.numberNode(Long.MAX_VALUE);
      case 4 -> nodes.numberNode(new java.math.BigDecimal("1e400"));
      case 5 -> nodes.numberNode(1.5);
      case 6 -> nodes.arrayNode().add(1).add("x");
      case 7 -> nodes.objectNode().put("x", 1);
      case 8 -> nodes.textNode(Integer.toString(random.nextInt(70000)));
      case 9 -> deep();
      default -> nodes.textNode(any(ODD_TEXTS));
    };
  }

  private JsonNode deep() {
    JsonNode node = JSON.getNodeFactory().textNode("x");
    for (int i = random.nextInt(60); i > 0; i--) {
      node = JSON.createArrayNode().add(node);
    }
    return node;
  }

  /// Not even a text any more, or one that means something else.
  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        byte[] damaged = bytes.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        yield damaged;
      }
      case 2 -> "[".repeat(random.nextInt(3000)).getBytes(StandardCharsets.UTF_8);
      case 3 -> "a: &a [x]\nb: [*a, *a, !!binary x]\n? [k]\n: v\n".getBytes(StandardCharsets.UTF_8);
      default -> new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
    };
  }
}
