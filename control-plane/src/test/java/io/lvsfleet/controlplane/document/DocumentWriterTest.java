package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DocumentGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentWriterTest {

  @ParameterizedTest
  @EnumSource(Format.class)
  void readingWhatWasWrittenGivesTheSameDocument(Format format) throws SyntaxException {
    for (long seed = 0; seed < 300; seed++) {
      ClusterDocument document = new DocumentGenerator(new Random(seed)).any();
      byte[] written = DocumentWriter.write(document, format);

      ParsedDocument read = DocumentReader.read(written, format);

      String context = "seed " + seed + "\n" + new String(written, StandardCharsets.UTF_8);
      assertThat(read.violations()).as(context).isEmpty();
      assertThat(read.document()).as(context).isEqualTo(document);
      assertThat(DocumentWriter.write(read.document(), format)).as(context).isEqualTo(written);
    }
  }

  @Test
  void whatWasNotWrittenIsNotShown() throws SyntaxException {
    String text =
        """
        directors:
          members:
          - node: lb1
            interface: eth0
        virtualIps:
          www:
            address: 10.0.0.100/24
        virtualServices:
          http:
            listen:
              virtualIp: www
              port: 80
            forwarding: dr
            realServers:
              "no":
                node: "10"
        """;

    ParsedDocument read = DocumentReader.read(text.getBytes(StandardCharsets.UTF_8), Format.YAML);

    assertThat(
            new String(DocumentWriter.write(read.document(), Format.YAML), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }
}
