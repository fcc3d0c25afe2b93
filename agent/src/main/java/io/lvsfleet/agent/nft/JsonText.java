package io.lvsfleet.agent.nft;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON values from and to text, on one line.
public final class JsonText {

  private JsonText() {}

  /// @throws IllegalArgumentException when the text is not one JSON value, repeats a name in an
  ///   object, or has a number that is not whole
  public static Json read(String text) {
    try (JsonReader in = new JsonReader(new StringReader(text))) {
      in.setStrictness(Strictness.STRICT);
      Json value = read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("something follows the JSON value");
      }
      return value;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  private static Json read(JsonReader in) throws IOException {
    return switch (in.peek()) {
      case BEGIN_OBJECT -> {
        Map<String, Json> members = new LinkedHashMap<>();
        in.beginObject();
        while (in.hasNext()) {
          String name = in.nextName();
          if (members.putIfAbsent(name, read(in)) != null) {
            throw new IllegalArgumentException("\"" + name + "\" twice in one JSON object");
          }
        }
        in.endObject();
        yield new Json.Mapping(members);
      }
      case BEGIN_ARRAY -> {
        List<Json> elements = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
          elements.add(read(in));
        }
        in.endArray();
        yield new Json.Array(elements);
      }
      case STRING -> new Json.Text(in.nextString());
      case NUMBER -> new Json.Numeral(in.nextLong());
      case BOOLEAN -> new Json.Truth(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        yield new Json.Null();
      }
      case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
          throw new IllegalArgumentException("not JSON: " + in.peek() + " is no value");
    };
  }

  public static String write(Json value) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setHtmlSafe(false);
      write(value, out);
    } catch (IOException e) {
      throw new IllegalStateException("a text cannot fail", e);
    }
    return text.toString();
  }

  private static void write(Json value, JsonWriter out) throws IOException {
    switch (value) {
      case Json.Mapping(Map<String, Json> members) -> {
        out.beginObject();
        for (Map.Entry<String, Json> member : members.entrySet()) {
          out.name(member.getKey());
          write(member.getValue(), out);
        }
        out.endObject();
      }
      case Json.Array(List<Json> elements) -> {
        out.beginArray();
        for (Json element : elements) {
          write(element, out);
        }
        out.endArray();
      }
      case Json.Text(String string) -> out.value(string);
      case Json.Numeral(long number) -> out.value(number);
      case Json.Truth(boolean truth) -> out.value(truth);
      case Json.Null _ -> out.nullValue();
    }
  }
}
