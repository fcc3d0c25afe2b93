package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DocumentGenerator;
import io.lvsfleet.controlplane.declared.ObjectPath;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

  private static Value value(String json) {
    try {
      return TreeReader.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON, new Problems());
    } catch (SyntaxException e) {
      throw new AssertionError(json, e);
    }
  }

  /// RFC 7396 appendix A.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"}|{\"a\":null}|{}",
        "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
        "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
        "[\"a\",\"b\"]|[\"c\",\"d\"]|[\"c\",\"d\"]",
        "{\"a\":\"b\"}|[\"c\"]|[\"c\"]",
        "{\"a\":\"foo\"}|null|null",
        "{\"a\":\"foo\"}|\"bar\"|\"bar\"",
        "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
        "[1,2]|{\"a\":\"b\",\"c\":null}|{\"a\":\"b\"}",
        "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}"
      })
  void theCasesOfTheRfcHold(String target, String patch, String result) {
    assertThat(MergePatch.apply(value(target), value(patch))).isEqualTo(value(result));
  }

  /// A patch is the write of the merged document: also where it leads to mistakes.
  @Test
  void whatLiesBetweenTwoDocumentsMakesOneOfTheOther() throws SyntaxException {
    for (long seed = 0; seed < 300; seed++) {
      DocumentGenerator generator = new DocumentGenerator(new Random(seed));
      ClusterDocument from = generator.any();
      ClusterDocument to = generator.any();
      ObjectNode patch = MergePatch.between(DocumentWriter.tree(from), DocumentWriter.tree(to));
      byte[] text = DocumentWriter.compact(patch).getBytes(StandardCharsets.UTF_8);
      ParsedFragment patched = DocumentReader.patched(from, text, new ObjectPath.Cluster());
      ParsedDocument put = DocumentReader.read(DocumentWriter.write(to, Format.JSON), Format.JSON);
      assertThat(patched.fragment()).as("seed " + seed).isEqualTo(put.document()).isEqualTo(to);
      assertThat(patched.violations()).as("seed " + seed).isEqualTo(put.violations());
      assertThat(patch.isEmpty()).as("seed " + seed).isEqualTo(from.equals(to));
    }
  }
}
