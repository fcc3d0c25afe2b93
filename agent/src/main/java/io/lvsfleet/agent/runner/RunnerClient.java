package io.lvsfleet.agent.runner;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// Asks the runner. May be used by many virtual threads at a time.
public final class RunnerClient implements ProgramRunner {

  /// For what is not the program: two processes that have to get a turn on a busy host.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Path socket;

  public RunnerClient(Path socket) {
    this.socket = socket;
  }

  @Override
  public RunResult run(RunRequest request) throws IOException {
    try {
      return exchange(request);
    } catch (IOException e) {
      throw new IOException("no runner at " + socket + ": " + e.getMessage(), e);
    }
  }

  private RunResult exchange(RunRequest request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Duration longest = request.timeout().multipliedBy(2).plus(MARGIN);
      Thread guard = Thread.ofVirtual().name("runner-guard").start(() -> close(channel, longest));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        RunnerProtocol.write(channel, RunnerProtocol.encode(request));
        return RunnerProtocol.result(RunnerProtocol.read(channel, RunnerProtocol.MAX_ANSWER));
      } finally {
        guard.interrupt();
      }
    }
  }

  /// Ends the wait of whoever reads from it.
  private static void close(SocketChannel channel, Duration after) {
    try {
      Thread.sleep(after);
      channel.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it was answered
    } catch (IOException e) {
      throw new IllegalStateException(e); // a socket of this host closes
    }
  }
}
