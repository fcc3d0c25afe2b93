package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What of an older description of the API a newer one breaks. Adding is allowed: clients ignore
/// fields and words they do not know.
final class OpenApiCompatibility {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /// A newer text has to be allowed at least what the older one allowed.
  private static final List<String> UPPER = List.of("maximum", "maxLength", "maxItems");

  private static final List<String> LOWER = List.of("minimum", "minLength", "minItems");

  private final JsonNode before;
  private final JsonNode after;
  private final List<String> breaks = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private OpenApiCompatibility(JsonNode before, JsonNode after) {
    this.before = before;
    this.after = after;
  }

  /// Each a sentence; none when every client of the older one can go on.
  static List<String> breaks(JsonNode before, JsonNode after) {
    OpenApiCompatibility check = new OpenApiCompatibility(before, after);
    before
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation ->
                    check.operation(
                        operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                        operation.getValue(),
                        after.path("paths").path(path.getKey()).path(operation.getKey()))));
    return check.breaks;
  }

  private void operation(String name, JsonNode was, JsonNode is) {
    if (is.isMissingNode()) {
      breaks.add(name + " is not there any more");
      return;
    }
    if (!was.path("operationId").equals(is.path("operationId"))) {
      breaks.add(name + " has another operationId");
    }
    parameters(name, was, is);
    JsonNode body = is.path("requestBody");
    if (body.path("required").asBoolean() && was.path("requestBody").isMissingNode()) {
      breaks.add(name + " needs a body now");
    }
    content(name + ", its body", was.path("requestBody"), body, true);
    was.path("responses")
        .properties()
        .forEach(response -> {
          JsonNode same = is.path("responses").path(response.getKey());
          if (same.isMissingNode() && response.getKey().startsWith("2")) {
            breaks.add(name + " does not answer " + response.getKey() + " any more");
          }
          content(name + ", its answer " + response.getKey(), response.getValue(), same, false);
        });
  }

  private void parameters(String name, JsonNode was, JsonNode is) {
    for (JsonNode parameter : was.path("parameters")) {
      JsonNode same = parameter(is, parameter);
      String place = name + ", its parameter " + parameter.path("name").asText();
      if (same.isMissingNode()) {
        breaks.add(place + " is not there any more");
      } else {
        schema(place, parameter.path("schema"), same.path("schema"), true);
      }
    }
    for (JsonNode parameter : is.path("parameters")) {
      boolean wasRequired = parameter(was, parameter).path("required").asBoolean();
      if (parameter.path("required").asBoolean() && !wasRequired) {
        breaks.add(name + " needs the parameter " + parameter.path("name").asText() + " now");
      }
    }
  }

  private static JsonNode parameter(JsonNode operation, JsonNode wanted) {
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("name").equals(wanted.path("name"))
          && parameter.path("in").equals(wanted.path("in"))) {
        return parameter;
      }
    }
    return MissingNode.getInstance();
  }

  private void content(String place, JsonNode was, JsonNode is, boolean isRequest) {
    was.path("content")
        .properties()
        .forEach(type -> {
          JsonNode same = is.path("content").path(type.getKey());
          if (!same.isMissingNode()) {
            schema(place, type.getValue().path("schema"), same.path("schema"), isRequest);
          } else if (!is.isMissingNode()) {
            breaks.add(place + " is not " + type.getKey() + " any more");
          }
        });
  }

  private void schema(String place, JsonNode wasOrRef, JsonNode isOrRef, boolean isRequest) {
    JsonNode was = resolved(before, wasOrRef);
    JsonNode is = resolved(after, isOrRef);
    String ref = wasOrRef.path("$ref").asText();
    String at = ref.isEmpty() ? place : ref.substring(ref.lastIndexOf('/') + 1);
    if (!ref.isEmpty() && !seen.add(ref + isOrRef.path("$ref").asText() + isRequest)) {
      return;
    }
    if (!is.path("type").isMissingNode() && !words(is, "type").containsAll(words(was, "type"))) {
      breaks.add(at + " is " + is.path("type") + " now, and was " + was.path("type"));
    }
    enums(at, was, is, isRequest);
    bounds(at, was, is);
    required(at, was, is, isRequest);
    was.path("properties")
        .properties()
        .forEach(property -> {
          JsonNode same = is.path("properties").path(property.getKey());
          if (same.isMissingNode()) {
            breaks.add(at + " has no " + property.getKey() + " any more");
          } else {
            schema(at + "." + property.getKey(), property.getValue(), same, isRequest);
          }
        });
    if (was.path("items").isObject() && is.path("items").isObject()) {
      schema(at + "[]", was.path("items"), is.path("items"), isRequest);
    }
    JsonNode values = was.path("additionalProperties");
    if (values.isObject() && is.path("additionalProperties").isObject()) {
      schema(at + ".*", values, is.path("additionalProperties"), isRequest);
    }
  }

  private void enums(String at, JsonNode was, JsonNode is, boolean isRequest) {
    if (!is.has("enum")) {
      return;
    }
    if (!was.has("enum")) {
      if (isRequest) {
        breaks.add(at + " takes only some words now");
      }
      return;
    }
    Set<String> gone = new TreeSet<>(words(was, "enum"));
    gone.removeAll(words(is, "enum"));
    if (!gone.isEmpty()) {
      breaks.add(at + " is never " + String.join(", ", gone) + " any more");
    }
  }

  private void bounds(String at, JsonNode was, JsonNode is) {
    for (String bound : UPPER) {
      if (is.has(bound)
          && (!was.has(bound) || is.path(bound).asDouble() < was.path(bound).asDouble())) {
        breaks.add(at + " has a smaller " + bound);
      }
    }
    for (String bound : LOWER) {
      if (is.has(bound)
          && (!was.has(bound) || is.path(bound).asDouble() > was.path(bound).asDouble())) {
        breaks.add(at + " has a larger " + bound);
      }
    }
  }

  private void required(String at, JsonNode was, JsonNode is, boolean isRequest) {
    Set<String> news = new TreeSet<>(isRequest ? words(is, "required") : words(was, "required"));
    news.removeAll(isRequest ? words(was, "required") : words(is, "required"));
    news.forEach(name ->
        breaks.add(at + (isRequest ? " needs " : " does not always have ") + name + " now"));
  }

  private static Set<String> words(JsonNode schema, String field) {
    Set<String> words = new TreeSet<>();
    JsonNode value = schema.path(field);
    if (value.isArray()) {
      value.forEach(word -> words.add(word.asText()));
    } else if (!value.isMissingNode()) {
      words.add(value.asText());
    }
    return words;
  }

  private static JsonNode resolved(JsonNode description, JsonNode schema) {
    String ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : description.at(ref.substring(1));
  }
}
