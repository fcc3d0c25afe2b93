package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients of the last release go on working.
class OpenApiCompatibilityTest {

  private static final Path OPENAPI = Path.of("../openapi");

  private static final String BEFORE =
      """
      paths:
        /a:
          get:
            operationId: getA
            parameters: [{name: q, in: query, schema: {type: string}}]
            responses:
              "200":
                content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
          put:
            operationId: putA
            requestBody:
              content: {application/json: {schema: {$ref: '#/components/schemas/Body'}}}
            responses: {"204": {}}
      components:
        schemas:
          Answer:
            type: object
            required: [id]
            properties: {id: {type: integer}, words: {$ref: '#/components/schemas/Words'}}
          Words: {type: array, items: {type: string, enum: [up, down]}}
          Body:
            type: object
            required: [name]
            properties:
              name: {type: string, maxLength: 63}
              port: {type: [integer, string]}
      """;

  private static JsonNode parse(String yaml) throws IOException {
    return new YAMLMapper().readTree(yaml);
  }

  private static List<String> breaks(String from, String to) throws IOException {
    assertThat(BEFORE).contains(from);
    return OpenApiCompatibility.breaks(parse(BEFORE), parse(BEFORE.replace(from, to)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a: | /b: | GET /a is not there any more",
        "getA | fetchA | GET /a has another operationId",
        "put: | post: | PUT /a is not there any more",
        "name: q | name: r | GET /a, its parameter q is not there any more",
        "in: query, | in: query, required: true, | GET /a needs the parameter q now",
        "'\"200\"' | '\"201\"' | GET /a does not answer 200 any more",
        "application/json: {schema: {$ref: '#/components/schemas/Body'}} |"
            + " text/plain: {schema: {type: string}} |"
            + " PUT /a, its body is not application/json any more",
        "id: {type: integer} | id: {type: string} | Answer.id is \"string\" now, and was \"integer\"",
        "id: {type: integer} | nr: {type: integer} | Answer has no id any more",
        "'required: [id]' | 'required: []' | Answer does not always have id now",
        "'required: [name]' | 'required: [name, port]' | Body needs port now",
        "'[up, down]' | '[up]' | Words[] is never down any more",
        "maxLength: 63 | maxLength: 62 | Body.name has a smaller maxLength",
        "'[integer, string]' | integer | Body.port is \"integer\" now, and was [\"integer\",\"string\"]",
      })
  void whatBreaksAClientIsNamed(String from, String to, String sentence) throws IOException {
    assertThat(breaks(from, to)).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'[up, down]' | '[up, down, drained]'",
        "'required: [id]' | 'required: [id, words]'",
        "maxLength: 63 | maxLength: 64",
        "id: {type: integer} | 'id: {type: integer}, more: {type: string}'",
        "'{name: q, in: query, schema: {type: string}}' |"
            + " '{name: q, in: query, schema: {type: string}}, {name: r, in: query}'",
      })
  void whatIsAddedBreaksNobody(String from, String to) throws IOException {
    assertThat(breaks(from, to)).isEmpty();
  }

  @Test
  void theLastReleasesClientsGoOnWorking() throws IOException {
    Path last;
    try (Stream<Path> released = Files.list(OPENAPI.resolve("released"))) {
      last = released.max(OpenApiCompatibilityTest::byVersion).orElseThrow();
    }

    assertThat(
            OpenApiCompatibility.breaks(
                parse(Files.readString(last)),
                parse(Files.readString(OPENAPI.resolve("openapi.yaml")))))
        .as("what breaks clients of %s", last.getFileName())
        .isEmpty();
  }

  private static int byVersion(Path a, Path b) {
    return Runtime.Version.parse(version(a)).compareTo(Runtime.Version.parse(version(b)));
  }

  /// A trailing zero is none to `Runtime.Version`.
  private static String version(Path file) {
    return "1." + file.getFileName().toString().replace(".yaml", "") + ".1";
  }
}
