package io.lvsfleet.controlplane.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/events.md` lists every type of event. `-Dgolden.update` writes it anew.
class EventsDocumentationTest {

  private static final Path FILE = Path.of("../docs/events.md");

  @Test
  void theDocumentationListsEveryTypeWithItsFields() throws IOException {
    String expected =
        """
        # What happens, as events

        `GET /api/v1/events` tells what happens in the fleet, `GET /api/v1/clusters/{cluster}/events` what
        concerns one cluster; [api.md](api.md) shows how to read on and how to wait. `id` grows by one with
        every event of the fleet, in the order in which changes were stored. `clusters` are those an event
        concerns, `node` and `author` are there where there is one. `detail` is a sentence for people and may
        be worded better at any time; `data` says the same for programs. Types and fields stay; new ones may
        come, so skip what you do not know.

        """
            + Arrays.stream(EventType.values())
                .map(EventsDocumentationTest::section)
                .collect(Collectors.joining("\n"));
    if (System.getProperty("golden.update") != null) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE)).isEqualTo(expected);
  }

  private static String section(EventType type) {
    return "## `%s`\n\n%s\n\n| `data` | Is |\n|---|---|\n".formatted(type.id(), type.sentence())
        + type.fields().stream()
            .map(field -> "| `" + field.name() + "` | " + field.meaning() + " |\n")
            .collect(Collectors.joining());
  }
}
