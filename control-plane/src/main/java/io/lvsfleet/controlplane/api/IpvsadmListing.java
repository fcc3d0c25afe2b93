package io.lvsfleet.controlplane.api;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.util.Comparator;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A director's table as `ipvsadm` prints it (`print_service_entry` of ipvsadm 1.31), for scripts
/// that read that.
final class IpvsadmListing {

  /// Which of ipvsadm's tables.
  enum Table {
    /// `ipvsadm -Ln`
    CONNECTIONS,
    /// `ipvsadm -Ln --stats`
    STATS,
    /// `ipvsadm -Ln --rate`
    RATE
  }

  /// ipvsadm sorts by mark, family, protocol, address and port.
  private static final Comparator<VirtualServiceKey> ORDER =
      Comparator.<VirtualServiceKey>comparingLong(
              key -> key instanceof FirewallMarkKey mark ? mark.mark() : 0)
          .thenComparing(VirtualServiceKey::family)
          .thenComparingInt(
              key -> key instanceof AddressKey address ? address.protocol().number() : 0)
          .thenComparing(Comparator.naturalOrder());

  /// Within a service those of IPv6 come first.
  private static final Comparator<RealServerKey> SERVER_ORDER =
      Comparator.<RealServerKey, AddressFamily>comparing(
              key -> key.address().family(), Comparator.reverseOrder())
          .thenComparing(Comparator.naturalOrder());

  private final StringBuilder out = new StringBuilder();
  private final Table table;

  private IpvsadmListing(Table table) {
    this.table = table;
  }

  static String of(Statistics statistics, Capabilities capabilities, Table table) {
    IpvsadmListing listing = new IpvsadmListing(table);
    listing.header(capabilities);
    SortedMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>(ORDER);
    services.putAll(statistics.services());
    services.forEach(listing::service);
    return listing.out.toString();
  }

  private void header(Capabilities capabilities) {
    out.append("IP Virtual Server version ")
        .append(capabilities.ipvsVersion())
        .append(" (size=")
        .append(capabilities.connectionTableSize())
        .append(")\n")
        .append(
            switch (table) {
              case CONNECTIONS ->
                  """
                  Prot LocalAddress:Port Scheduler Flags
                    -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
                  """;
              case STATS ->
                  """
                  Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
                    -> RemoteAddress:Port
                  """;
              case RATE ->
                  """
                  Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
                    -> RemoteAddress:Port
                  """;
            });
  }

  private void service(VirtualServiceKey key, ServiceStatistics service) {
    String name =
        switch (key) {
          case AddressKey address -> address.address().withPort(address.port());
          case FirewallMarkKey mark ->
              mark.mark() + (mark.family() == AddressFamily.IPV6 ? " IPv6" : "");
        };
    String protocol = key instanceof AddressKey address ? address.protocol().name() : "FWM";
    out.append(pad(protocol, 4))
        .append(' ')
        .append(
            switch (table) {
              case CONNECTIONS -> name + " " + words(service.config(), key.family());
              case STATS -> pad(name, 28) + numbers(service.counters());
              case RATE -> pad(name, 28) + numbers(service.rates());
            })
        .append('\n');
    SortedMap<RealServerKey, ServerStatistics> servers = new TreeMap<>(SERVER_ORDER);
    servers.putAll(service.realServers());
    servers.forEach(this::server);
  }

  private void server(RealServerKey key, ServerStatistics server) {
    out.append("  -> ")
        .append(pad(key.address().withPort(key.port()), 28))
        .append(
            switch (table) {
              case CONNECTIONS ->
                  " "
                      + pad(forward(server.config().method()), 7)
                      + " "
                      + pad(server.config().weight().value(), 6)
                      + " "
                      + pad(server.active(), 10)
                      + " "
                      + pad(server.inactive(), 10);
              case STATS -> numbers(server.counters());
              case RATE -> numbers(server.rates());
            })
        .append('\n');
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String pad(long number, int width) {
    return pad(Long.toString(number), width);
  }

  private static String words(VirtualServiceConfig config, AddressFamily family) {
    StringBuilder words = new StringBuilder(config.scheduler());
    if (!config.flags().isEmpty()) {
      words.append(
          config.flags().stream()
              .map(flag -> config.scheduler() + "-" + flag.word())
              .collect(Collectors.joining(",", " (", ")")));
    }
    Persistence persistence = config.persistence();
    if (persistence != null) {
      words.append(" persistent ").append(persistence.timeout().toSeconds());
      if (persistence.prefixLength() != family.bits()) {
        words
            .append(" mask ")
            .append(
                family == AddressFamily.IPV4
                    ? netmask(persistence.prefixLength())
                    : Integer.toString(persistence.prefixLength()));
      }
      if (persistence.engine() != null) {
        words.append(" pe ").append(persistence.engine());
      }
    }
    return config.onePacket() ? words.append(" ops").toString() : words.toString();
  }

  private static String netmask(int prefixLength) {
    int bits = prefixLength == 0 ? 0 : -1 << (AddressFamily.IPV4.bits() - prefixLength);
    return IpAddress.of(
            new byte[] {
              (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
            })
        .toString();
  }

  private static String forward(ForwardingMethod method) {
    return switch (method) {
      case MASQUERADING -> "Masq";
      case LOCAL -> "Local";
      case TUNNELING -> "Tunnel";
      case DIRECT_ROUTING -> "Route";
    };
  }

  private static String numbers(Counters c) {
    return number(c.connections())
        + number(c.incomingPackets())
        + number(c.outgoingPackets())
        + number(c.incomingBytes())
        + number(c.outgoingBytes());
  }

  private static String numbers(Rates r) {
    return number(r.connections())
        + number(r.incomingPackets())
        + number(r.outgoingPackets())
        + number(r.incomingBytes())
        + number(r.outgoingBytes());
  }

  /// Nine columns; more than 100 million in thousands, and so on (`print_largenum`).
  private static String number(long value) {
    if (Long.compareUnsigned(value, 100_000_000L) < 0) {
      return String.format(Locale.ROOT, "%9d", value);
    }
    long divisor = 1_000L;
    char unit = 'K';
    if (Long.compareUnsigned(value, 100_000_000_000_000L) >= 0) {
      divisor = 1_000_000_000_000L;
      unit = 'T';
    } else if (value >= 100_000_000_000L) {
      divisor = 1_000_000_000L;
      unit = 'G';
    } else if (value >= 1_000_000_000L) {
      divisor = 1_000_000L;
      unit = 'M';
    }
    return String.format(Locale.ROOT, "%8d%c", Long.divideUnsigned(value, divisor), unit);
  }
}
