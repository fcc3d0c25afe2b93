package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.ipvs.IpvsInfo;
import io.lvsfleet.agent.sys.NetworkNamespace;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds out what this host's kernel can do and changes nothing on it: everything is tried in a
/// network namespace that is gone a moment later. It may load modules, as any use of them would.
///
/// Without CAP_SYS_ADMIN there is no such namespace; then the lists of modules have to do. What
/// neither tells is left empty, and refuses nothing.
public final class CapabilityProbe {

  private static final Path PARAMETERS = Path.of("proc/sys/net/ipv4/vs");

  private final Path root;
  private final String release;
  private final Consumer<String> problems;

  /// @param problems takes a line about what could not be found out
  public CapabilityProbe(HostFacts host, Consumer<String> problems) {
    this(Path.of("/"), host.kernelRelease(), problems);
  }

  CapabilityProbe(Path root, String release, Consumer<String> problems) {
    this.root = root;
    this.release = release;
    this.problems = problems;
  }

  /// Takes some tens of milliseconds, or as long as the kernel needs to load its modules.
  ///
  /// @param packetFilter the version of nftables, which others find out
  public Capabilities read(String packetFilter) throws InterruptedException {
    Capabilities tried;
    try {
      tried = NetworkNamespace.inThrowAway("capabilities", this::tryAll);
    } catch (SystemCallException e) {
      problems.accept(
          "no namespace to try things in ("
              + e.getMessage()
              + "): what the kernel can do is read from its lists of modules");
      tried = fromFiles();
    } catch (ExecutionException e) {
      problems.accept("what the kernel can do is not known: " + e.getCause());
      tried = fromFiles();
    }
    IpvsInfo info = info();
    return new Capabilities(
        info.versionCode() == 0 ? "" : info.version(),
        Math.clamp(info.connectionTableSize(), 0, Integer.MAX_VALUE),
        tried.schedulers(),
        tried.engines(),
        tried.tunnels(),
        tried.protocols(),
        tried.devices(),
        tried.ipv6(),
        packetFilter,
        parameters());
  }

  private Capabilities tryAll() throws KernelException {
    Trial.loopbackUp();
    SortedSet<Device.Kind> devices = Trial.devices();
    try (KernelIpvs ipvs = new KernelIpvs(_ -> {})) {
      return new Capabilities(
          "",
          0,
          Trial.schedulers(ipvs),
          Trial.engines(ipvs),
          Trial.tunnels(ipvs),
          protocols(),
          devices,
          Trial.ipv6(ipvs),
          "",
          Sorted.set());
    } catch (KernelException e) {
      if (!e.errno().equals("ENOENT")) {
        throw e;
      }
      return withoutIpvs(devices);
    }
  }

  private static Capabilities withoutIpvs(SortedSet<Device.Kind> devices) {
    return new Capabilities(
        "",
        0,
        Sorted.set(),
        Sorted.set(),
        Sorted.set(),
        Sorted.set(),
        devices,
        false,
        "",
        Sorted.set());
  }

  /// ip_vs takes a service of any protocol number, so trying tells nothing; each is a yes or no of
  /// the kernel's configuration, and no distribution says no.
  private SortedSet<Protocol> protocols() {
    return Arrays.stream(Protocol.values())
        .filter(protocol ->
            HostModules.configured(root, release, "CONFIG_IP_VS_PROTO_" + protocol).orElse(true))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Capabilities fromFiles() {
    HostModules modules = HostModules.read(root, release);
    SortedSet<Device.Kind> devices =
        Arrays.stream(Device.Kind.values())
            .filter(kind -> modules.names().contains(module(kind)))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!modules.names().contains("ip_vs")) {
      return withoutIpvs(modules.known() ? devices : Sorted.set());
    }
    boolean ipv6 =
        HostModules.configured(root, release, "CONFIG_IP_VS_IPV6")
            .orElseGet(() -> Files.exists(root.resolve("proc/net/if_inet6")));
    return new Capabilities(
        "",
        0,
        Arrays.stream(Scheduler.values())
            .map(Scheduler::kernelName)
            .filter(name -> modules.names().contains("ip_vs_" + name))
            .collect(Collectors.toCollection(TreeSet::new)),
        modules.names().contains("ip_vs_pe_sip") ? Sorted.set(Set.of("sip")) : Sorted.set(),
        since53()
            ? Sorted.set(List.of(Tunnel.Type.values()))
            : Sorted.set(Set.of(Tunnel.Type.IPIP)),
        protocols(),
        devices,
        ipv6,
        "",
        Sorted.set());
  }

  /// Of the process's own namespace, which has a table of its own size. Asking changes nothing.
  private IpvsInfo info() {
    try (KernelIpvs ipvs = new KernelIpvs(_ -> {})) {
      return ipvs.info();
    } catch (KernelException e) {
      if (!e.errno().equals("ENOENT")) {
        problems.accept(String.valueOf(e.getMessage()));
      }
      return new IpvsInfo(0, 0);
    }
  }

  /// GUE and GRE came with Linux 5.3.
  private boolean since53() {
    String[] numbers = release.split("[^0-9]+", 3);
    try {
      int major = Integer.parseInt(numbers[0]);
      return major > 5 || (major == 5 && Integer.parseInt(numbers[1]) >= 3);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return false;
    }
  }

  private static String module(Device.Kind kind) {
    return switch (kind) {
      case DUMMY -> "dummy";
      case IPIP -> "ipip";
      case SIT -> "sit";
      case IP6TNL -> "ip6_tunnel";
      case GRE -> "ip_gre";
      case IP6GRE -> "ip6_gre";
    };
  }

  private SortedSet<SysctlKey> parameters() {
    try (Stream<Path> files = Files.list(root.resolve(PARAMETERS))) {
      return files
          .map(file -> new SysctlKey("net.ipv4.vs." + file.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException _) {
      return Sorted.set(); // without ip_vs there are none
    }
  }
}
