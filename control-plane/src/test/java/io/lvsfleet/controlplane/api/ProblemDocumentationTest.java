package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/problems.md` lists every type of problem. `-Dgolden.update` writes it anew.
class ProblemDocumentationTest {

  private static final Path FILE = Path.of("../docs/problems.md");

  @Test
  void theDocumentationListsEveryType() throws IOException {
    String expected =
        """
        # Problems the API answers with

        Every error is `application/problem+json` (RFC 9457). Switch on `type`; `detail` is for people
        and may be worded better at any time. `requestId` is also in the header `X-Request-Id` and in
        the control plane's log. `errors` names a place each: `pointer` in the document, `parameter`
        or `header`.

        | `type` | Status | Means |
        |---|---|---|
        """
            + Arrays.stream(ProblemType.values())
                .map(t -> "| `%s` | %d | %s |%n".formatted(t.uri(), t.status(), t.title()))
                .collect(Collectors.joining());
    if (System.getProperty("golden.update") != null) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE)).isEqualTo(expected);
  }
}
