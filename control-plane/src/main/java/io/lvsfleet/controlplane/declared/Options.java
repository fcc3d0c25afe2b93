package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What is written in a mapping whose fields are described by a list of [OptionField]s. What was
/// not written is not there.
public record Options(SortedMap<String, Option> values) {

  public static final Options NONE = new Options(Sorted.map());

  public Options {
    values = Sorted.map(values);
  }

  public sealed interface Option {}

  public record Text(String text) implements Option {}

  public record Count(long number) implements Option {}

  public record Flag(boolean flag) implements Option {}

  public record Time(Duration time) implements Option {}

  public record Texts(List<String> texts) implements Option {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  public record Named(SortedMap<String, String> texts) implements Option {
    public Named {
      texts = Sorted.map(texts);
    }
  }

  public record Group(Options options) implements Option {}

  public record Groups(List<Options> groups) implements Option {
    public Groups {
      groups = List.copyOf(groups);
    }
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public @Nullable String text(String name) {
    return values.get(name) instanceof Text(String text) ? text : null;
  }

  public String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  public @Nullable Long number(String name) {
    return values.get(name) instanceof Count(long number) ? number : null;
  }

  public int integer(String name, int otherwise) {
    Long number = number(name);
    return number == null ? otherwise : Math.toIntExact(number);
  }

  public boolean flag(String name) {
    return values.get(name) instanceof Flag(boolean flag) && flag;
  }

  public Duration time(String name, Duration otherwise) {
    return values.get(name) instanceof Time(Duration time) ? time : otherwise;
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof Texts(List<String> texts) ? texts : List.of();
  }

  public SortedMap<String, String> named(String name) {
    return values.get(name) instanceof Named(SortedMap<String, String> texts)
        ? texts
        : Sorted.map();
  }

  public Options group(String name) {
    return values.get(name) instanceof Group(Options options) ? options : NONE;
  }

  public List<Options> groups(String name) {
    return values.get(name) instanceof Groups(List<Options> groups) ? groups : List.of();
  }
}
