package io.lvsfleet.agent.local;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Asks the agent that runs with a state directory.
public final class LocalClient {

  private final Path stateDirectory;

  public LocalClient(Path stateDirectory) {
    this.stateDirectory = stateDirectory;
  }

  /// Empty when none runs.
  public Optional<LocalAnswer> ask(List<String> words) throws IOException {
    Path path = LocalProtocol.socket(stateDirectory);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    byte[] request = LocalProtocol.request(words);
    if (request.length > LocalProtocol.LONGEST_REQUEST) {
      throw new IOException("the request is too long");
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      LocalProtocol.writeAll(channel, request);
      return Optional.of(
          LocalProtocol.answer(LocalProtocol.readAll(channel, LocalProtocol.LONGEST_ANSWER)));
    } catch (ConnectException _) {
      return Optional.empty(); // left over by one that was killed
    }
  }
}
