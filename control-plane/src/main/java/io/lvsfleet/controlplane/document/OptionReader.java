package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.OptionField;
import io.lvsfleet.controlplane.declared.Options;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.document.Value.Kind;
import io.lvsfleet.controlplane.document.Value.Scalar;
import io.lvsfleet.controlplane.document.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a mapping that are described by a list.
final class OptionReader {

  private static final int MOST_ELEMENTS = 100;

  private final Problems problems;

  OptionReader(Problems problems) {
    this.problems = problems;
  }

  /// What is written of those fields; others are not looked at.
  Options read(Fields from, List<OptionField> fields) {
    SortedMap<String, Options.Option> values = new TreeMap<>();
    for (OptionField field : fields) {
      Options.Option value = from.has(field.name()) ? value(from, field) : null;
      if (value != null) {
        values.put(field.name(), value);
      }
    }
    return new Options(values);
  }

  private Options.@Nullable Option value(Fields from, OptionField field) {
    String name = field.name();
    return switch (field.kind()) {
      case OptionField.Text() -> {
        String text = from.text(name);
        yield text == null ? null : new Options.Text(text);
      }
      case OptionField.Count(long min, long max) -> {
        Long number = from.number(name, min, max, Rule.COUNT_RANGE, name);
        yield number == null ? null : new Options.Count(number);
      }
      case OptionField.Flag() -> {
        Boolean flag = from.bool(name);
        yield flag == null ? null : new Options.Flag(flag);
      }
      case OptionField.Time() -> {
        var time = from.duration(name);
        yield time == null ? null : new Options.Time(time);
      }
      case OptionField.Word(List<String> words) -> word(from, name, words);
      case OptionField.Texts() -> texts(from, name);
      case OptionField.Named() -> named(from, name);
      case OptionField.Group(List<OptionField> fields) -> {
        Fields group = from.mapping(name);
        yield group == null ? null : new Options.Group(whole(group, fields));
      }
      case OptionField.Groups(List<OptionField> fields) -> groups(from, name, fields);
    };
  }

  private Options whole(Fields from, List<OptionField> fields) {
    Options options = read(from, fields);
    from.done();
    return options;
  }

  /// `1.1` is a word although it looks like a number.
  private static Options.@Nullable Option word(Fields from, String name, List<String> words) {
    Map<String, String> known = new LinkedHashMap<>();
    words.forEach(word -> known.put(word, word));
    String text =
        from.value(name) instanceof Scalar(Kind kind, String number, _) && kind == Kind.NUMBER
            ? from.word(number, known, Rule.UNKNOWN_VALUE, from.at(name))
            : from.word(name, known, Rule.UNKNOWN_VALUE);
    return text == null ? null : new Options.Text(text);
  }

  /// Numbers are texts here: `status: 200`.
  private Options.@Nullable Option texts(Fields from, String name) {
    Value value = from.value(name);
    List<Value> elements =
        value instanceof Sequence(List<Value> many)
            ? many
            : value == null ? List.of() : List.of(value);
    if (elements.size() > MOST_ELEMENTS) {
      problems.add(
          Rule.COUNT_RANGE,
          from.at(name),
          "at most " + MOST_ELEMENTS + " of them, not " + elements.size());
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Value element : elements) {
      if (element instanceof Scalar(Kind kind, String text, _)
          && (kind == Kind.TEXT || kind == Kind.NUMBER)) {
        texts.add(text);
      } else {
        String text = Fields.text(element);
        if (text == null) {
          Fields.wrongType(element, from.at(name), "texts", problems);
          return null;
        }
        texts.add(text);
      }
    }
    return new Options.Texts(texts);
  }

  private Options.@Nullable Option named(Fields from, String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Value> member : from.named(name).entrySet()) {
      String text = Fields.text(member.getValue());
      if (text == null) {
        Fields.wrongType(
            member.getValue(), from.at(name).then(member.getKey()), "a text", problems);
        return null;
      }
      texts.put(member.getKey(), text);
    }
    return from.value(name) instanceof Value.Mapping ? new Options.Named(texts) : null;
  }

  private Options.@Nullable Option groups(Fields from, String name, List<OptionField> fields) {
    List<Value> elements = from.sequence(name);
    if (elements.size() > MOST_ELEMENTS) {
      problems.add(
          Rule.COUNT_RANGE,
          from.at(name),
          "at most " + MOST_ELEMENTS + " of them, not " + elements.size());
      return null;
    }
    List<Options> groups = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      Fields group = Fields.of(elements.get(i), from.at(name).then(i), problems);
      if (group != null) {
        groups.add(whole(group, fields));
      }
    }
    return from.value(name) instanceof Sequence ? new Options.Groups(groups) : null;
  }
}
