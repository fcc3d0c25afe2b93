package io.lvsfleet.controlplane.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parsed text, before anything is known of its meaning.
sealed interface Value {

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
