package io.lvsfleet.agent.runner;

import io.lvsfleet.agent.sys.Processes;
import io.lvsfleet.agent.sys.SystemCallException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lvs-runner`.
@Command(
    name = "lvs-runner",
    mixinStandardHelpOptions = true,
    description = "Runs check scripts and monitoring plugins for the agent of this node.")
public final class RunnerMain implements Callable<Integer> {

  /// Requests that are not accepted yet: a node may have that many checks due at once.
  private static final int BACKLOG = 512;

  private static final Duration LOOK = Duration.ofSeconds(5);

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Listens there. Without it, on the socket that is its standard input.")
  private @Nullable Path socket;

  @Option(
      names = "--scripts",
      paramLabel = "DIR",
      defaultValue = "/etc/lvs-agent/scripts",
      description = "Holds check scripts (${DEFAULT-VALUE}).")
  private Path scripts = Path.of("");

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      defaultValue = "/usr/lib/nagios/plugins",
      description = "Holds monitoring plugins (${DEFAULT-VALUE}).")
  private Path plugins = Path.of("");

  @Option(
      names = "--allow",
      paramLabel = "USER",
      split = ",",
      defaultValue = "root,lvs-agent",
      description = "Who may ask (${DEFAULT-VALUE}).")
  private Set<String> allowed = Set.of();

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "32",
      description = "So many programs at a time (${DEFAULT-VALUE}).")
  private int concurrent;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "Ends when nobody has asked for so long (${DEFAULT-VALUE}); only without --socket.")
  private int idle;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RunnerMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    try {
      List<String> privileges = Privileges.tooMany(Files.readString(Path.of("/proc/self/status")));
      if (!privileges.isEmpty()) {
        throw new IOException("not started: " + String.join("; ", privileges));
      }
      if (concurrent < 1) {
        throw new IOException("not started: at least one program at a time");
      }
      Processes.adoptOrphans();
      try (ServerSocketChannel listening = listen();
          Runner runner =
              new Runner(
                  Map.of(
                      RunRequest.Place.SCRIPTS, new ScriptDirectory(scripts),
                      RunRequest.Place.PLUGINS, new ScriptDirectory(plugins)),
                  concurrent,
                  Processes::killEverythingElse); // it is not root, see above
          RunnerServer server = new RunnerServer(listening, allowed, runner)) {
        if (socket == null) {
          Thread.ofVirtual().name("idle").start(() -> closeWhenIdle(server));
        }
        server.serve();
      }
      return 0;
    } catch (IOException | SystemCallException e) {
      System.err.println("lvs-runner: " + e.getMessage());
      return 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /// Who asks later finds whoever gave the socket, and is told to wait for the next runner.
  private void closeWhenIdle(RunnerServer server) {
    try {
      while (server.idle().compareTo(Duration.ofSeconds(idle)) < 0) {
        Thread.sleep(LOOK);
      }
      server.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerSocketChannel listen() throws IOException {
    if (socket == null) {
      Channel inherited = System.inheritedChannel();
      if (inherited instanceof ServerSocketChannel listening) {
        return listening;
      }
      throw new IOException("its standard input is no listening socket, and --socket is not given");
    }
    Files.deleteIfExists(socket);
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
      return listening;
    } catch (IOException e) {
      listening.close();
      throw e;
    }
  }
}
