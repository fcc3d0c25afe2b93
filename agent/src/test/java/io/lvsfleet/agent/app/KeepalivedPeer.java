package io.lvsfleet.agent.app;

import io.lvsfleet.model.VrrpInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// keepalived in a network namespace of its own, joined to the test's by a pair of `vr0`.
final class KeepalivedPeer implements AutoCloseable {

  static final String DEVICE = "vr0";

  private final Path directory;
  private final Process holder;
  private final List<Process> started = new ArrayList<>();

  /// @param addresses of the peer's end, with prefix lengths
  KeepalivedPeer(Path directory, List<String> own, List<String> addresses)
      throws IOException, InterruptedException {
    this.directory = directory;
    // The namespace outlives keepalived.
    holder = new ProcessBuilder("unshare", "--net", "cat").start();
    run("ip", "link", "set", "lo", "up");
    // Until the program has replaced itself its namespace is still ours.
    while (namespace("self").equals(namespace(Long.toString(holder.pid())))) {
      Thread.onSpinWait();
    }
    run(
        "ip",
        "link",
        "add",
        DEVICE,
        "type",
        "veth",
        "peer",
        "name",
        DEVICE,
        "netns",
        Long.toString(holder.pid()));
    for (String address : own) {
      run("ip", "addr", "add", address, "dev", DEVICE, "nodad");
    }
    run("ip", "link", "set", DEVICE, "addrgenmode", "none");
    run("ip", "link", "set", DEVICE, "up");
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "link", "set", DEVICE, "addrgenmode", "none");
    for (String address : addresses) {
      inside("ip", "addr", "add", address, "dev", DEVICE, "nodad");
    }
    inside("ip", "link", "set", DEVICE, "up");
  }

  private static String namespace(String process) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net")).toString();
  }

  /// Starts keepalived with the same virtual router, and another priority.
  Process keepalived(VrrpInstance instance, int priority, String source, String peer, String more)
      throws IOException {
    String configuration =
        "vrrp_instance V {\n"
            + "interface "
            + DEVICE
            + "\n"
            + "state BACKUP\n"
            + "version "
            + instance.version()
            + "\n"
            + "virtual_router_id "
            + instance.virtualRouterId()
            + "\n"
            + "priority "
            + priority
            + "\n"
            + "advert_int "
            + instance.advertisementInterval().toMillis() / 1000.0
            + "\n"
            + (instance.password() == null
                ? ""
                : "authentication {\nauth_type PASS\nauth_pass " + instance.password() + "\n}\n")
            + (instance.unicast()
                ? "unicast_src_ip " + source + "\nunicast_peer {\n" + peer + "\n}\n"
                : "mcast_src_ip " + source + "\n")
            + more
            + "virtual_ipaddress {\n"
            + instance.addresses().stream()
                .map(one -> one.address() + "/" + one.prefixLength() + " dev " + DEVICE + "\n")
                .collect(Collectors.joining())
            + "}\n}\n";
    Path file = directory.resolve("keepalived.conf");
    Files.writeString(file, configuration);
    Process keepalived =
        new ProcessBuilder(
                "nsenter",
                "-t",
                Long.toString(holder.pid()),
                "-n",
                "keepalived",
                "-n",
                "-l",
                "-D",
                "-P",
                "-f",
                file.toString(),
                "-p",
                directory.resolve("pid").toString(),
                "-r",
                directory.resolve("vrrp.pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("keepalived.log").toFile()))
            .start();
    started.add(keepalived);
    return keepalived;
  }

  /// Without a word: the child first, because the parent's death is a graceful stop for it.
  void kill(Process keepalived) throws IOException {
    keepalived.descendants().forEach(ProcessHandle::destroyForcibly);
    keepalived.destroyForcibly().onExit().join();
    // Else the next one takes them for a running one's.
    Files.deleteIfExists(directory.resolve("pid"));
    Files.deleteIfExists(directory.resolve("vrrp.pid"));
  }

  void stop(Process keepalived) throws InterruptedException {
    keepalived.destroy();
    keepalived.waitFor();
  }

  /// What keepalived leaves behind when it is killed.
  void clean(String address) throws IOException, InterruptedException {
    inside("ip", "addr", "flush", "dev", DEVICE, "to", address);
  }

  boolean holds(String address) throws IOException, InterruptedException {
    return inside("ip", "-o", "addr", "show", "dev", DEVICE).contains(" " + address + "/");
  }

  String log() throws IOException {
    Path log = directory.resolve("keepalived.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  String inside(String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + 4];
    System.arraycopy(
        new String[] {"nsenter", "-t", Long.toString(holder.pid()), "-n"}, 0, all, 0, 4);
    System.arraycopy(command, 0, all, 4, command.length);
    return run(all);
  }

  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    for (Process keepalived : started) {
      kill(keepalived);
    }
    holder.destroyForcibly().onExit().join();
    // Its end is gone with the namespace, which the kernel ends in its own time.
    new ProcessBuilder("ip", "link", "del", DEVICE).start().onExit().join();
  }
}
