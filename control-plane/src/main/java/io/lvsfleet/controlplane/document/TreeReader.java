package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.document.Value.Kind;
import io.lvsfleet.controlplane.document.Value.Mapping;
import io.lvsfleet.controlplane.document.Value.Scalar;
import io.lvsfleet.controlplane.document.Value.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;

/// Text to [Value]. Anchors, aliases and tags are refused: a document needs none, and a kilobyte of
/// aliases can stand for gigabytes.
final class TreeReader {

  static final int MAX_BYTES = 4 * 1024 * 1024;
  static final int MAX_DEPTH = 32;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final YAMLFactory YAML = yaml();

  private final JsonParser parser;
  private final Problems problems;
  private final boolean yaml;

  private TreeReader(JsonParser parser, Problems problems, boolean yaml) {
    this.parser = parser;
    this.problems = problems;
    this.yaml = yaml;
  }

  private static YAMLFactory yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    return YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).loaderOptions(options).build();
  }

  static Value read(byte[] text, Format format, Problems problems) throws SyntaxException {
    if (text.length > MAX_BYTES) {
      throw new SyntaxException(
          "a document has at most 4 MiB, not " + text.length + " bytes", 0, 0);
    }
    String decoded = decode(text);
    boolean yaml = format == Format.YAML;
    try (JsonParser parser = (yaml ? YAML : JSON).createParser(decoded)) {
      TreeReader reader = new TreeReader(parser, problems, yaml);
      if (parser.nextToken() == null) {
        throw reader.syntax("the document is empty");
      }
      Value value = reader.value(Pointer.ROOT);
      if (parser.nextToken() != null) {
        throw reader.syntax("a second document follows the first");
      }
      return value;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new SyntaxException(
          firstLine(e.getOriginalMessage()),
          at == null ? 0 : at.getLineNr(),
          at == null ? 0 : at.getColumnNr());
    } catch (IOException e) {
      // The text is in memory: nothing is read from outside.
      throw new UncheckedIOException(e);
    }
  }

  private static String decode(byte[] text) throws SyntaxException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new SyntaxException("the text is not UTF-8", 0, 0);
    }
  }

  /// Jackson's and SnakeYAML's messages go on with excerpts and internals.
  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.replaceAll(", got this instead: <.*", "")
        .replaceAll(", from `[^`]*`", "")
        .replaceAll("\\s*\\((for|start marker|through|com\\.|java\\.)[^)]*\\)", "");
  }

  private Value value(Pointer at) throws IOException, SyntaxException {
    refuseYamlMagic();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(at);
      case START_ARRAY -> sequence(at);
      case VALUE_STRING -> scalar(Kind.TEXT);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
      case VALUE_NULL -> scalar(Kind.NULL);
      case FIELD_NAME, END_ARRAY, END_OBJECT, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw syntax("a value was expected, not " + parser.getText());
    };
  }

  private Scalar scalar(Kind kind) throws IOException {
    return new Scalar(kind, parser.getText(), yaml && kind != Kind.TEXT);
  }

  private void refuseYamlMagic() throws IOException, SyntaxException {
    if (parser instanceof YAMLParser yamlParser) {
      if (yamlParser.isCurrentAlias() || yamlParser.getObjectId() != null) {
        throw syntax("anchors and aliases are not allowed");
      }
      if (yamlParser.getTypeId() != null) {
        throw syntax("tags are not allowed");
      }
    }
  }

  private Mapping mapping(Pointer at) throws IOException, SyntaxException {
    Map<String, Value> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (parser.currentToken() == null) {
        throw syntax("the text ends inside a mapping");
      }
      String name = Objects.requireNonNull(parser.currentName());
      parser.nextToken();
      Value value = value(at.then(name));
      if (members.putIfAbsent(name, value) != null) {
        problems.add(
            Rule.DUPLICATE_KEY, at.then(name), "\"" + name + "\" stands here a second time");
      }
    }
    return new Mapping(members);
  }

  private Sequence sequence(Pointer at) throws IOException, SyntaxException {
    List<Value> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw syntax("the text ends inside a list");
      }
      elements.add(value(at.then(elements.size())));
    }
    return new Sequence(elements);
  }

  private SyntaxException syntax(String message) {
    var at = parser.currentTokenLocation();
    return new SyntaxException(message, at.getLineNr(), at.getColumnNr());
  }
}
