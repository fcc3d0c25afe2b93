package io.lvsfleet.controlplane.declared;

import java.util.List;

/// A field that a mapping of the document may have.
public record OptionField(String name, Kind kind) {

  public sealed interface Kind {}

  public record Text() implements Kind {}

  public record Count(long min, long max) implements Kind {}

  public record Flag() implements Kind {}

  public record Time() implements Kind {}

  public record Word(List<String> words) implements Kind {
    public Word {
      words = List.copyOf(words);
    }
  }

  /// A list, or a single one without a list.
  public record Texts() implements Kind {}

  /// Texts by their names, which are not ours to check.
  public record Named() implements Kind {}

  public record Group(List<OptionField> fields) implements Kind {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  public record Groups(List<OptionField> fields) implements Kind {
    public Groups {
      fields = List.copyOf(fields);
    }
  }

  static OptionField text(String name) {
    return new OptionField(name, new Text());
  }

  static OptionField number(String name, long min, long max) {
    return new OptionField(name, new Count(min, max));
  }

  static OptionField flag(String name) {
    return new OptionField(name, new Flag());
  }

  static OptionField time(String name) {
    return new OptionField(name, new Time());
  }

  static OptionField oneOf(String name, String... words) {
    return new OptionField(name, new Word(List.of(words)));
  }

  static OptionField texts(String name) {
    return new OptionField(name, new Texts());
  }

  static OptionField named(String name) {
    return new OptionField(name, new Named());
  }

  static OptionField group(String name, List<OptionField> fields) {
    return new OptionField(name, new Group(fields));
  }

  static OptionField groups(String name, List<OptionField> fields) {
    return new OptionField(name, new Groups(fields));
  }
}
