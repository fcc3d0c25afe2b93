package io.lvsfleet.agent.kernel;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// What `ipvsadm` 1.31 prints for a table, written from its output and not from our own words.
final class Ipvsadm {

  private Ipvsadm() {}

  /// The lines of `ipvsadm -Sn`.
  static List<String> save(SortedMap<VirtualServiceKey, VirtualService> table) {
    List<String> lines = new ArrayList<>();
    table.forEach((key, service) -> {
      lines.add("-A " + service(key) + config(key, service.config()));
      service.realServers().forEach((server, config) -> lines.add(realServer(key, server, config)));
    });
    return lines;
  }

  /// The thresholds `ipvsadm -Ln --thresholds` prints, one line per real server.
  static List<String> thresholds(SortedMap<VirtualServiceKey, VirtualService> table) {
    return table.values().stream()
        .flatMap(service -> service.realServers().entrySet().stream())
        .map(server ->
            server.getKey()
                + " "
                + server.getValue().upperThreshold()
                + " "
                + server.getValue().lowerThreshold())
        .toList();
  }

  /// A line of `ipvsadm -L --daemon`.
  static String daemon(SyncDaemon daemon) {
    return daemon.role().word()
        + " sync daemon (mcast="
        + daemon.interfaceName()
        + ", syncid="
        + daemon.syncId()
        + ", maxlen="
        + daemon.maxLength()
        + ", group="
        + daemon.group()
        + ", port="
        + daemon.port()
        + ", ttl="
        + daemon.ttl()
        + ")";
  }

  private static String service(VirtualServiceKey key) {
    return switch (key) {
      case AddressKey address -> {
        String option =
            switch (address.protocol()) {
              case Protocol.TCP -> "-t ";
              case Protocol.UDP -> "-u ";
              case Protocol.SCTP -> "--sctp-service ";
            };
        yield option + address.address().withPort(address.port());
      }
      case FirewallMarkKey mark ->
          // It reads a mark as unsigned and prints it as signed.
          "-f " + (int) mark.mark() + (mark.family() == AddressFamily.IPV6 ? " -6" : "");
    };
  }

  private static String config(VirtualServiceKey key, VirtualServiceConfig config) {
    StringBuilder text = new StringBuilder(" -s ").append(config.scheduler());
    Persistence persistence = config.persistence();
    if (persistence != null) {
      text.append(" -p ").append(persistence.timeout().toSeconds());
      int length = persistence.prefixLength();
      if (length < key.family().bits()) {
        text.append(" -M ");
        if (key.family() == AddressFamily.IPV4) {
          text.append(new Ipv4Address(length == 0 ? 0 : -1 << (32 - length)));
        } else {
          text.append(length);
        }
      }
      if (persistence.engine() != null) {
        text.append(" --pe ").append(persistence.engine());
      }
    }
    if (config.onePacket()) {
      text.append(" -o");
    }
    if (!config.flags().isEmpty()) {
      text.append(" -b ")
          .append(
              config.flags().stream()
                  .map(flag ->
                      config.scheduler() + (flag == SchedulerFlag.PORT ? "-port" : "-fallback"))
                  .collect(Collectors.joining(",")));
    }
    return text.toString();
  }

  private static String realServer(
      VirtualServiceKey service, RealServerKey key, RealServerConfig config) {
    String method =
        switch (config.method()) {
          case ForwardingMethod.MASQUERADING -> " -m";
          case ForwardingMethod.LOCAL -> " -l";
          case ForwardingMethod.TUNNELING -> " -i";
          case ForwardingMethod.DIRECT_ROUTING -> " -g";
        };
    return "-a "
        + service(service)
        + " -r "
        + key.address().withPort(key.port())
        + method
        + " -w "
        + config.weight().value()
        + (config.tunnel() == null ? "" : tunnel(config.tunnel()));
  }

  private static String tunnel(Tunnel tunnel) {
    String checksum =
        switch (tunnel.checksum()) {
          case NONE -> " --tun-nocsum";
          case FULL -> " --tun-csum";
          case REMOTE -> " --tun-remcsum";
        };
    return switch (tunnel.type()) {
      case IPIP -> " --tun-type ipip";
      case GUE -> " --tun-type gue --tun-port " + tunnel.port() + checksum;
      case GRE -> " --tun-type gre" + checksum;
    };
  }
}
