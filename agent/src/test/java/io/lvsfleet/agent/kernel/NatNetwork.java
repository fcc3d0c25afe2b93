package io.lvsfleet.agent.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// A client, this network namespace as a director, and a real server behind it with a web server.
///
/// The client knows no way to the real server's network.
final class NatNetwork implements AutoCloseable {

  static final String VIP = "192.0.2.100";
  static final String SERVER = "192.168.7.21";

  private final Path root;
  private final List<Process> processes = new ArrayList<>();

  NatNetwork() {
    sh("ip netns add client");
    sh("ip netns add server");
    sh("ip link add eth0 type veth peer name c0 netns client");
    sh("ip link add eth1 type veth peer name s0 netns server");
    sh("ip addr add 192.0.2.1/24 dev eth0");
    sh("ip addr add " + VIP + "/32 dev eth0");
    sh("ip addr add 192.168.7.1/24 dev eth1");
    sh("ip -n client addr add 192.0.2.2/24 dev c0");
    sh("ip -n server addr add " + SERVER + "/24 dev s0");
    for (String link : new String[] {"set eth0 up", "set eth1 up"}) {
      sh("ip link " + link);
    }
    sh("ip -n client link set c0 up");
    sh("ip -n server link set s0 up");
    sh("ip -n server route add default via 192.168.7.1");
    sh("sysctl -qw net.ipv4.ip_forward=1");
    try {
      root = Files.createTempDirectory("web");
      Files.writeString(root.resolve("index.html"), "served\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    serve("server");
  }

  private static void sh(String line) {
    Shell.sh(line);
  }

  /// A web server at port 80 in that namespace.
  void serve(String namespace) {
    sh("ip -n " + namespace + " link set lo up");
    start("ip netns exec " + namespace + " ");
  }

  /// One in this namespace, which answers at the virtual IP where ip_vs does not.
  void serveHere() {
    start("");
  }

  private void start(String prefix) {
    try {
      String command = prefix + "busybox httpd -f -p 80 -h " + root;
      processes.add(new ProcessBuilder(command.split(" ", -1)).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> works(prefix + "curl -sf -m 2 http://127.0.0.1/"));
  }

  /// Whether the client gets an answer from the virtual IP.
  boolean answers() {
    return works("ip netns exec client curl -sf -m 1 http://" + VIP + "/");
  }

  static boolean works(String line) {
    try {
      Shell.sh(line);
      return true;
    } catch (IllegalStateException _) {
      return false;
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    sh("ip link del eth0");
    sh("ip link del eth1");
    sh("ip netns del client");
    sh("ip netns del server");
    sh("ipvsadm -C");
    sh("nft flush ruleset");
    sh("sysctl -qw net.ipv4.ip_forward=0 net.ipv4.vs.conntrack=0");
  }
}
