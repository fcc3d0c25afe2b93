package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.document.Value.Kind;
import io.lvsfleet.controlplane.document.Value.Mapping;
import io.lvsfleet.controlplane.document.Value.Scalar;
import io.lvsfleet.controlplane.document.Value.Sequence;
import io.lvsfleet.model.InterfaceName;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Name;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The members of one mapping while they are read. Whoever reads asks for the fields it knows; at
/// the end [#done] refuses what nobody asked for. A field that is missing or wrong is null here;
/// that it was wrong has been said.
final class Fields {

  private static final int MOST_TEXTS = 100;

  private final Mapping mapping;
  private final Pointer at;
  private final Problems problems;
  private final SortedSet<String> known = new TreeSet<>();

  Fields(Mapping mapping, Pointer at, Problems problems) {
    this.mapping = mapping;
    this.at = at;
    this.problems = problems;
  }

  /// The value as a mapping; says so when it is none.
  static @Nullable Fields of(Value value, Pointer at, Problems problems) {
    if (value instanceof Mapping mapping) {
      return new Fields(mapping, at, problems);
    }
    wrongType(value, at, "a mapping", problems);
    return null;
  }

  Pointer at(String field) {
    return at.then(field);
  }

  Pointer at() {
    return at;
  }

  boolean has(String field) {
    known.add(field);
    return mapping.members().containsKey(field);
  }

  @Nullable Value value(String field) {
    known.add(field);
    return mapping.members().get(field);
  }

  /// Says that the field is needed when it is not there at all.
  void require(String field, String why) {
    if (!has(field)) {
      problems.add(Rule.REQUIRED, at(field), why);
    }
  }

  @Nullable Fields mapping(String field) {
    Value value = value(field);
    return value == null ? null : of(value, at(field), problems);
  }

  /// The members of a mapping from names to something; none when it is not written.
  Map<String, Value> named(String field) {
    Value value = value(field);
    if (value instanceof Mapping members) {
      return members.members();
    }
    if (value != null) {
      wrongType(value, at(field), "a mapping from names", problems);
    }
    return Map.of();
  }

  List<Value> sequence(String field) {
    Value value = value(field);
    if (value instanceof Sequence elements) {
      return elements.elements();
    }
    if (value != null) {
      wrongType(value, at(field), "a list", problems);
    }
    return List.of();
  }

  @Nullable String text(String field) {
    Value value = value(field);
    if (value == null) {
      return null;
    }
    String text = text(value);
    if (text == null) {
      wrongType(value, at(field), "a text", problems);
    }
    return text;
  }

  static @Nullable String text(Value value) {
    return value instanceof Scalar(Kind kind, String text, boolean plain)
            && (kind == Kind.TEXT || (plain && kind != Kind.NULL))
        ? text
        : null;
  }

  @Nullable String name(String field) {
    String text = text(field);
    return text == null || !isName(text, at(field)) ? null : text;
  }

  boolean isName(String text, Pointer where) {
    if (!Name.isValid(text)) {
      problems.add(Rule.NAME, where, "\"" + text + "\": " + Name.RULE);
      return false;
    }
    return true;
  }

  @Nullable Integer integer(String field, int min, int max, Rule rule, String what) {
    Long number = number(field, min, max, rule, what);
    return number == null ? null : Math.toIntExact(number);
  }

  @Nullable Long number(String field, long min, long max, Rule rule, String what) {
    Value value = value(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Scalar(Kind kind, String text, _))
        || kind != Kind.NUMBER
        || !text.matches("-?(0|[1-9][0-9]{0,17})")) {
      problems.add(
          Rule.WRONG_TYPE,
          at(field),
          what + " is a plain decimal number without quotes, not " + value.describe());
      return null;
    }
    long number = Long.parseLong(text);
    if (number < min || number > max) {
      problems.add(rule, at(field), what + " is " + min + " to " + max + ", not " + number);
      return null;
    }
    return number;
  }

  @Nullable Boolean bool(String field) {
    Value value = value(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Scalar(Kind kind, String text, _)
        && kind == Kind.BOOLEAN
        && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    problems.add(Rule.WRONG_TYPE, at(field), "true or false, not " + value.describe());
    return null;
  }

  /// One of a field's words.
  <T> @Nullable T word(String field, Map<String, T> words, Rule rule) {
    String text = text(field);
    return text == null ? null : word(text, words, rule, at(field));
  }

  <T> @Nullable T word(String text, Map<String, T> words, Rule rule, Pointer where) {
    T found = words.get(text);
    if (found == null) {
      problems.add(
          rule,
          where,
          "\""
              + text
              + "\" is not one of "
              + String.join(", ", words.keySet())
              + Nearest.hint(text, words.keySet()));
    }
    return found;
  }

  @Nullable IpAddress address(String field) {
    String text = text(field);
    return text == null ? null : address(text, at(field));
  }

  @Nullable IpAddress address(String text, Pointer where) {
    IpAddress address = IpAddress.tryParse(text).orElse(null);
    if (address == null) {
      problems.add(Rule.ADDRESS, where, "\"" + text + "\" is not an IPv4 or IPv6 address");
    }
    return address;
  }

  @Nullable Duration duration(String field) {
    Value value = value(field);
    if (value == null) {
      return null;
    }
    String text = text(value);
    Duration duration = text == null ? null : Durations.tryParse(text);
    if (duration == null) {
      problems.add(
          Rule.DURATION,
          at(field),
          "a duration is a whole number with its unit (ms, s, m, h), for example 6s, not "
              + value.describe());
    }
    return duration;
  }

  /// A network interface that is not `lo`.
  @Nullable String interfaceName(String field) {
    String name = text(field);
    if (name == null) {
      return null;
    }
    if (!name.matches("[!-~&&[^/:]]{1," + InterfaceName.MAX_LENGTH + "}")
        || name.equals(".")
        || name.equals("..")
        || name.equals("lo")) {
      problems.add(
          Rule.INTERFACE_NAME,
          at(field),
          name.equals("lo")
              ? "a network interface is needed, not lo"
              : "\""
                  + name
                  + "\" is not an interface name: 1 to 15 ASCII characters without blanks, slashes and"
                  + " colons");
      return null;
    }
    return name;
  }

  /// A duration that lies in a range.
  @Nullable Duration duration(String field, Duration least, Duration most) {
    Duration duration = duration(field);
    if (duration != null && (duration.compareTo(least) < 0 || duration.compareTo(most) > 0)) {
      problems.add(
          Rule.DURATION_RANGE,
          at(field),
          Durations.format(least)
              + " to "
              + Durations.format(most)
              + ", not "
              + Durations.format(duration));
      return null;
    }
    return duration;
  }

  /// The texts of a list, or of a single one without a list, each with its place.
  Map<Pointer, String> texts(String field, String what) {
    Value value = value(field);
    Map<Pointer, String> texts = new LinkedHashMap<>();
    if (value instanceof Sequence(List<Value> many) && many.size() > MOST_TEXTS) {
      problems.add(
          Rule.COUNT_RANGE, at(field), "at most " + MOST_TEXTS + " of them, not " + many.size());
    } else if (value instanceof Sequence(List<Value> elements)) {
      for (int i = 0; i < elements.size(); i++) {
        put(texts, elements.get(i), at(field).then(i), what);
      }
    } else if (value != null) {
      put(texts, value, at(field), what);
    }
    return texts;
  }

  private void put(Map<Pointer, String> texts, Value value, Pointer where, String what) {
    String text = text(value);
    if (text == null) {
      wrongType(value, where, what, problems);
    } else {
      texts.put(where, text);
    }
  }

  /// Fields that a later version will know: refused with these words.
  void later(String... fields) {
    for (String field : fields) {
      if (has(field)) {
        problems.add(
            Rule.NOT_SUPPORTED_YET,
            at(field),
            "\"" + field + "\" is not supported in this version");
      }
    }
  }

  void report(Rule rule, Pointer where, String detail) {
    problems.add(rule, where, detail);
  }

  /// Refuses every field that was not asked for.
  void done() {
    for (String field : mapping.members().keySet()) {
      if (!known.contains(field)) {
        problems.add(
            Rule.UNKNOWN_FIELD,
            at(field),
            "\"" + field + "\" is not a field here" + Nearest.hint(field, known));
      }
    }
  }

  static void wrongType(Value value, Pointer at, String wanted, Problems problems) {
    String advice =
        value instanceof Scalar(Kind kind, _, _) && kind == Kind.NULL
            ? "nothing is written here; " + wanted + " is needed, or leave the field out"
            : wanted + " is needed, not " + value.describe();
    problems.add(Rule.WRONG_TYPE, at, advice);
  }
}
