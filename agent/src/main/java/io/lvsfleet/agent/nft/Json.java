package io.lvsfleet.agent.nft;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A JSON value (RFC 8259), as far as `nft` uses it: its numbers are whole.
public sealed interface Json {

  /// Two with the same members are equal whatever their order; written in the order they came.
  record Mapping(Map<String, Json> members) implements Json {
    public Mapping {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  record Array(List<Json> elements) implements Json {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  record Text(String value) implements Json {}

  record Numeral(long value) implements Json {}

  record Truth(boolean value) implements Json {}

  record Null() implements Json {}

  static Json of(String text) {
    return new Text(text);
  }

  static Json of(long number) {
    return new Numeral(number);
  }

  static Json array(Json... elements) {
    return new Array(Arrays.asList(elements));
  }

  /// With one member, as most of what `nft` says has.
  static Json object(String name, Json value) {
    return new Mapping(Map.of(name, value));
  }

  /// @param namesAndValues a name, its value, the next name …
  static Json object(String name, Json value, Object... namesAndValues) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(name, value);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Json) namesAndValues[i + 1]);
    }
    return new Mapping(members);
  }

  /// The member of that name; null when this is no object or has none.
  default @Nullable Json get(String name) {
    return this instanceof Mapping object ? object.members().get(name) : null;
  }

  /// The text of the member of that name; empty when it is no text.
  default String text(String name) {
    return get(name) instanceof Text(String value) ? value : "";
  }

  default OptionalLong number(String name) {
    return get(name) instanceof Numeral(long value) ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /// The elements of the member of that name; none when it is no array.
  default List<Json> elements(String name) {
    return get(name) instanceof Array(List<Json> elements) ? elements : List.of();
  }

  /// The only member of an object that has one: what kind of thing it is, and the thing.
  default Optional<Map.Entry<String, Json>> only() {
    return this instanceof Mapping object && object.members().size() == 1
        ? Optional.of(object.members().entrySet().iterator().next())
        : Optional.empty();
  }
}
