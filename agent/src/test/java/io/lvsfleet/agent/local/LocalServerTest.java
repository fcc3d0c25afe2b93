package io.lvsfleet.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {

  @TempDir private Path directory;

  @Test
  void whoAsksIsAnsweredAndNamed() throws Exception {
    try (LocalServer _ =
        LocalServer.start(
            directory, (user, words) -> LocalAnswer.ok(user + " " + String.join("|", words)))) {
      LocalClient client = new LocalClient(directory);
      assertThat(client.ask(List.of("weight", "http", "web 1", "")))
          .contains(LocalAnswer.ok(System.getProperty("user.name") + " weight|http|web 1|"));
      assertThat(client.ask(List.of("again"))).isPresent();
    }
  }

  @Test
  void aLongAnswerArrivesWholeAndARefusalIsOne() throws Exception {
    String text = "line\n".repeat(200_000);
    try (LocalServer _ = LocalServer.start(directory, (_, _) -> LocalAnswer.refused(text))) {
      assertThat(new LocalClient(directory).ask(List.of("explain")))
          .contains(LocalAnswer.refused(text));
    }
  }

  @Test
  void nobodyElseMayOpenIt() throws Exception {
    try (LocalServer _ = LocalServer.start(directory, (_, _) -> LocalAnswer.ok(""))) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(LocalProtocol.socket(directory))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void withoutAnAgentThereIsNoAnswer() throws Exception {
    LocalClient client = new LocalClient(directory);
    assertThat(client.ask(List.of("explain"))).isEmpty();
    LocalServer.start(directory, (_, _) -> LocalAnswer.ok("")).close();
    assertThat(client.ask(List.of("explain"))).isEmpty();
  }
}
