package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/// The fields objects have, by the schemas that describe them to readers.
final class KnownFields {

  private static final JsonNode SCHEMAS = schemas();

  private KnownFields() {}

  private static JsonNode schemas() {
    try (InputStream file = KnownFields.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new YAMLMapper().readTree(Objects.requireNonNull(file)).at("/components/schemas");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param path for example `listen.virtualIp`
  /// @return what is known where the path leaves what is known; empty when all of it is
  static SortedSet<String> insteadOf(ObjectKind kind, String path) {
    List<JsonNode> at = alternatives(SCHEMAS.path(kind.schema()));
    for (String step : path.split("\\.", -1)) {
      List<JsonNode> below = new ArrayList<>();
      SortedSet<String> known = new TreeSet<>();
      for (JsonNode schema : at) {
        JsonNode values = schema.path("additionalProperties");
        JsonNode value =
            schema.path("properties").path(step).isMissingNode() && values.isObject()
                ? values
                : schema.path("properties").path(step);
        if (!value.isMissingNode()) {
          below.addAll(alternatives(value));
        }
        schema.path("properties").properties().forEach(property -> known.add(property.getKey()));
      }
      if (below.isEmpty()) {
        return known;
      }
      at = below;
    }
    return new TreeSet<>();
  }

  private static List<JsonNode> alternatives(JsonNode schema) {
    String ref = schema.path("$ref").asText();
    if (!ref.isEmpty()) {
      return alternatives(SCHEMAS.path(ref.substring(ref.lastIndexOf('/') + 1)));
    }
    List<JsonNode> all = new ArrayList<>(List.of(schema));
    schema.path("oneOf").forEach(one -> all.addAll(alternatives(one)));
    schema.path("anyOf").forEach(one -> all.addAll(alternatives(one)));
    return all;
  }
}
