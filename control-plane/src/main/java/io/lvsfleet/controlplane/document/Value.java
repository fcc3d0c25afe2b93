package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parsed text, before anything is known of its meaning.
sealed interface Value {

  /// What was written by [DocumentWriter].
  static Value of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, Value> members = new LinkedHashMap<>();
        json.forEachEntry((name, value) -> members.put(name, of(value)));
        yield new Mapping(members);
      }
      case ARRAY -> {
        List<Value> elements = new ArrayList<>();
        json.forEach(element -> elements.add(of(element)));
        yield new Sequence(elements);
      }
      case STRING -> new Scalar(Kind.TEXT, json.textValue(), false);
      case NUMBER -> new Scalar(Kind.NUMBER, json.asText(), false);
      case BOOLEAN -> new Scalar(Kind.BOOLEAN, json.asText(), false);
      case NULL, MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("a document has no " + json.getNodeType());
    };
  }

  /// In messages: `a list`.
  String describe();

  /// @param members in the order of the text
  record Mapping(Map<String, Value> members) implements Value {
    public Mapping {
      members = new LinkedHashMap<>(members);
    }

    @Override
    public String describe() {
      return "a mapping";
    }
  }

  record Sequence(List<Value> elements) implements Value {
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /// A single value as it stands in the text.
  ///
  /// @param plain YAML without quotes: then the text means whatever its field needs, so that a host
  ///   called `no` or `10` needs no quotes (YAML 1.1 would make a boolean and a number of them)
  record Scalar(Kind kind, String text, boolean plain) implements Value {
    @Override
    public String describe() {
      return switch (kind) {
        case TEXT -> "the text \"" + text + "\"";
        case NUMBER -> "the number " + text;
        case BOOLEAN -> text;
        case NULL -> "empty";
      };
    }
  }

  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }
}
