package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.OptionField;
import io.lvsfleet.controlplane.declared.Options;
import java.time.Duration;
import java.util.List;

/// Writes the fields of a mapping that are described by a list, in its order.
final class OptionWriter {

  private OptionWriter() {}

  static void write(Options options, List<OptionField> fields, ObjectNode json) {
    for (OptionField field : fields) {
      Options.Option value = options.values().get(field.name());
      switch (value) {
        case null -> {}
        case Options.Text(String text) -> json.put(field.name(), text);
        case Options.Count(long number) -> json.put(field.name(), number);
        case Options.Flag(boolean flag) -> json.put(field.name(), flag);
        case Options.Time(Duration time) -> json.put(field.name(), Durations.format(time));
        case Options.Texts(List<String> texts) -> texts(texts, json, field.name());
        case Options.Named(var texts) -> {
          ObjectNode named = json.putObject(field.name());
          texts.forEach(named::put);
        }
        case Options.Group(Options group) ->
            write(group, fields(field), json.putObject(field.name()));
        case Options.Groups(List<Options> groups) -> {
          ArrayNode array = json.putArray(field.name());
          groups.forEach(group -> write(group, fields(field), array.addObject()));
        }
      }
    }
  }

  /// A list of one is written as the one.
  private static void texts(List<String> texts, ObjectNode json, String name) {
    if (texts.size() == 1) {
      json.put(name, texts.getFirst());
    } else {
      ArrayNode array = json.putArray(name);
      texts.forEach(array::add);
    }
  }

  private static List<OptionField> fields(OptionField field) {
    return switch (field.kind()) {
      case OptionField.Group(List<OptionField> fields) -> fields;
      case OptionField.Groups(List<OptionField> fields) -> fields;
      case OptionField.Text _,
          OptionField.Count _,
          OptionField.Flag _,
          OptionField.Time _,
          OptionField.Word _,
          OptionField.Texts _,
          OptionField.Named _ ->
          List.of();
    };
  }
}
