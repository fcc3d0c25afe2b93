package io.lvsfleet.controlplane.declared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/rules.md` lists every rule. `-Dgolden.update` writes it anew.
class RulesDocumentationTest {

  private static final Path FILE = Path.of("../docs/rules.md");

  @Test
  void theDocumentationListsEveryRule() throws IOException {
    String expected =
        """
        # What a cluster document has to keep to

        A document that breaks a rule is refused as a whole (422), with every broken rule, the place
        (a JSON pointer) and a sentence about the value found there. `code` is the id below and stays
        the same; the sentences may be worded better at any time. Those called warnings are told in
        the answer and refuse nothing.

        | `code` | Rule |
        |---|---|
        """
            + Arrays.stream(Rule.values())
                .map(rule -> "| `" + rule.id() + "` | " + rule.sentence() + " |\n")
                .collect(Collectors.joining());
    if (System.getProperty("golden.update") != null) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE)).isEqualTo(expected);
  }
}
