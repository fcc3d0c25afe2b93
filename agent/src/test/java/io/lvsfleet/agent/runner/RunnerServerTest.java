package io.lvsfleet.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerServerTest {

  private static final RunRequest REQUEST =
      new RunRequest(
          RunRequest.Place.SCRIPTS, "hello", List.of("you"), Duration.ofSeconds(60), 100);

  @TempDir private Path temporary = Path.of("");

  private interface Conversation {
    void with(Path socket) throws IOException;
  }

  private void serve(Set<String> allowed, Conversation conversation)
      throws IOException, InterruptedException {
    Programs programs = new Programs(temporary);
    programs.put("hello", "echo \"hello $1\"; exit 2");
    Path socket = temporary.resolve("socket");
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    try (Runner runner =
        new Runner(Map.of(RunRequest.Place.SCRIPTS, programs.trusted()), 2, () -> {})) {
      RunnerServer server = new RunnerServer(listening, allowed, runner);
      Thread serving =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  server.serve();
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
      try {
        conversation.with(socket);
      } finally {
        server.close();
      }
      serving.join();
    }
  }

  private static Set<String> me() {
    return Set.of(System.getProperty("user.name"));
  }

  @Test
  void aProgramIsRunForWhoMayAsk() throws IOException, InterruptedException {
    serve(
        me(),
        socket -> {
          RunResult result = new RunnerClient(socket).run(REQUEST);
          assertThat(result).isInstanceOf(RunResult.Exited.class);
          assertThat(((RunResult.Exited) result).status()).isEqualTo(2);
          assertThat(((RunResult.Exited) result).output().text()).isEqualTo("hello you\n");
        });
  }

  @Test
  void nothingIsRunForOthers() throws IOException, InterruptedException {
    serve(
        Set.of("somebody-else"),
        socket ->
            assertThat(new RunnerClient(socket).run(REQUEST))
                .isEqualTo(
                    new RunResult.Refused(
                        "user " + System.getProperty("user.name") + " may not run programs")));
  }

  @Test
  void whoSendsNonsenseIsCutOffAndOthersAreServed() throws IOException, InterruptedException {
    serve(
        me(),
        socket -> {
          try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(new byte[] {0x7f, -1, -1, -1}));
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
          }
          assertThat(new RunnerClient(socket).run(REQUEST)).isInstanceOf(RunResult.Exited.class);
        });
  }

  @Test
  void whoIsNotThereIsNamed() {
    Path nowhere = temporary.resolve("nowhere");
    assertThatThrownBy(() -> new RunnerClient(nowhere).run(REQUEST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no runner at " + nowhere);
  }
}
