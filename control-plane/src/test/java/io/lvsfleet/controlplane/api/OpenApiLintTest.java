package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// What a reader of the API's description may expect of every operation.
class OpenApiLintTest {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /// Operations that came without examples, or whose examples no schema fits: the names of two
  /// schemas clash (`Problem`). Nothing is to be added here.
  private static final Set<String> WITHOUT_EXAMPLES =
      Set.of("explainRealServer", "getClusterStatus");

  private static final JsonNode API = read();

  private final List<String> faults = new ArrayList<>();

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Files.readString(Path.of("../openapi/openapi.yaml")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void exampled(BiConsumer<String, JsonNode> each) {
    operations((name, operation) -> {
      if (!WITHOUT_EXAMPLES.contains(operation.path("operationId").asText())) {
        each.accept(name, operation);
      }
    });
  }

  private static void operations(BiConsumer<String, JsonNode> each) {
    API.path("paths")
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .filter(entry -> METHODS.contains(entry.getKey()))
                .forEach(
                    entry -> each.accept(entry.getKey() + " " + path.getKey(), entry.getValue())));
  }

  private void none() {
    assertThat(faults).isEmpty();
  }

  @Test
  void everyOperationHasANameOfItsOwnAndSaysWhatItDoes() {
    Set<String> ids = new HashSet<>();
    operations((name, operation) -> {
      String id = operation.path("operationId").asText();
      if (!id.matches("[a-z][A-Za-z]+") || !ids.add(id)) {
        faults.add(name + ": operationId \"" + id + "\"");
      }
      if (operation.path("summary").asText().length() < 10) {
        faults.add(name + ": summary");
      }
      if (operation.path("tags").isEmpty()) {
        faults.add(name + ": tags");
      }
    });
    none();
  }

  @Test
  void everyParameterIsDescribed() {
    operations((name, operation) ->
        operation
            .path("parameters")
            .forEach(parameter -> {
              if (parameter.path("description").asText().isEmpty()) {
                faults.add(name + ": " + parameter.path("name").asText());
              }
            }));
    none();
  }

  @Test
  void everyBodyAndEveryGoodAnswerHasAnExample() {
    exampled((name, operation) -> {
      example(name + ", body", operation.path("requestBody"));
      operation
          .path("responses")
          .properties()
          .forEach(response -> {
            if (response.getKey().startsWith("2")) {
              example(name + ", " + response.getKey(), response.getValue());
            }
          });
    });
    none();
  }

  /// One representation is enough: YAML says the same as JSON.
  private void example(String place, JsonNode holder) {
    JsonNode content = holder.path("content");
    boolean has =
        content.isMissingNode() || content.properties().stream().anyMatch(this::hasExample);
    if (!has) {
      faults.add(place);
    }
  }

  private boolean hasExample(Map.Entry<String, JsonNode> type) {
    return type.getValue().has("example") || type.getValue().has("examples");
  }

  @Test
  void everyExampleFitsItsSchema() {
    exampled((name, operation) -> {
      fits(name + ", body", operation.path("requestBody"));
      operation
          .path("responses")
          .properties()
          .forEach(response -> fits(name + ", " + response.getKey(), response.getValue()));
    });
    none();
  }

  private void fits(String place, JsonNode holder) {
    holder
        .path("content")
        .properties()
        .forEach(type -> {
          JsonNode example = type.getValue().path("example");
          if (!example.isMissingNode()) {
            fits(place, example, type.getValue().path("schema"));
          }
        });
  }

  private void fits(String place, JsonNode example, JsonNode schemaOrRef) {
    JsonNode schema = resolved(schemaOrRef);
    if (schema.path("oneOf").isArray()) {
      int before = faults.size();
      for (JsonNode one : schema.path("oneOf")) {
        faults.subList(before, faults.size()).clear();
        fits(place, example, one);
        if (faults.size() == before) {
          return;
        }
      }
      return;
    }
    if (example.isObject()) {
      schema
          .path("required")
          .forEach(field -> {
            if (!example.has(field.asText())) {
              faults.add(place + " has no " + field.asText());
            }
          });
      JsonNode properties = schema.path("properties");
      example
          .properties()
          .forEach(field -> {
            if (properties.has(field.getKey())) {
              fits(place + "." + field.getKey(), field.getValue(), properties.path(field.getKey()));
            } else if (!properties.isMissingNode()
                && !schema.path("additionalProperties").isObject()) {
              faults.add(place + " knows no " + field.getKey());
            }
          });
    }
    if (example.isArray()) {
      example.forEach(item -> fits(place + "[]", item, schema.path("items")));
    }
    type(place, example, schema.path("type"));
  }

  private void type(String place, JsonNode example, JsonNode type) {
    // Whether something may be null is not said here.
    if (type.isMissingNode() || example.isNull()) {
      return;
    }
    Set<String> types = new TreeSet<>();
    if (type.isArray()) {
      type.forEach(one -> types.add(one.asText()));
    } else {
      types.add(type.asText());
    }
    String is =
        example.isObject()
            ? "object"
            : example.isArray()
                ? "array"
                : example.isBoolean()
                    ? "boolean"
                    : example.isIntegralNumber()
                        ? "integer"
                        : example.isNumber() ? "number" : example.isNull() ? "null" : "string";
    if (!types.contains(is) && !(is.equals("integer") && types.contains("number"))) {
      faults.add(place + " is " + is + " and not " + types);
    }
  }

  /// Nagios is answered in its own words, whatever happens, but for a token that is missing.
  @Test
  void everyOperationSaysWhichProblemsItAnswersWith() {
    Set<String> types = new HashSet<>();
    for (ProblemType type : ProblemType.values()) {
      types.add("`" + type.uri() + "`");
    }
    operations((name, operation) -> {
      JsonNode responses = operation.path("responses");
      if (!responses.has("default") || !responses.has("401") || !responses.has("503")) {
        faults.add(name + ": default, 401 or 503");
      }
      boolean hasPathParameter = name.contains(" /api/") && name.contains("{");
      if (hasPathParameter
          && !responses.has("404")
          && !name.startsWith("put /api/v1/clusters/{cluster}")) {
        faults.add(name + ": 404");
      }
      boolean hasBody = operation.has("requestBody");
      for (String status : List.of("400", "413", "415", "422")) {
        if (hasBody && !responses.has(status)) {
          faults.add(name + ": " + status);
        }
      }
      responses
          .properties()
          .forEach(response -> {
            if (response.getKey().matches("[45]..")) {
              String text = response.getValue().path("description").asText();
              for (String word : text.split(" or ", -1)) {
                if (!types.contains(word)) {
                  faults.add(name + ": " + response.getKey() + " is described as " + text);
                }
              }
              if (!response.getValue().path("content").has("application/problem+json")) {
                faults.add(name + ": " + response.getKey() + " is no problem");
              }
            }
          });
    });
    none();
  }

  @Test
  void noSchemaIsThereForNothing() {
    Set<String> used = new HashSet<>();
    refs(API.path("paths"), used);
    Set<String> unused = new TreeSet<>();
    API.path("components").path("schemas").fieldNames().forEachRemaining(unused::add);
    unused.removeAll(used);

    assertThat(unused).isEmpty();
  }

  private static void refs(JsonNode node, Set<String> used) {
    JsonNode ref = node.path("$ref");
    if (ref.isTextual()) {
      String name = ref.asText().substring(ref.asText().lastIndexOf('/') + 1);
      if (used.add(name)) {
        refs(resolved(node), used);
      }
    }
    node.forEach(child -> refs(child, used));
  }

  private static JsonNode resolved(JsonNode schema) {
    String ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : API.at(ref.substring(1));
  }
}
