package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.DeclaredAnnouncing;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredNat;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredTimeouts;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what a document says of the cluster as a whole and of its hosts.
final class SettingsReader {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Problems problems;

  SettingsReader(Problems problems) {
    this.problems = problems;
  }

  /// What `directors` alone says.
  ClusterSettings directors(Fields directors) {
    return new ClusterSettings(
        timeouts(directors),
        sync(directors),
        announcing(directors),
        vrrp(directors),
        null,
        Sorted.map(),
        HostSettings.NONE);
  }

  /// @param directors null when there are none, which is said elsewhere
  ClusterSettings cluster(Fields cluster, @Nullable Fields directors) {
    DeclaredNat nat = nat(cluster);
    SortedMap<String, DeclaredCheck> checks = new CheckReader(problems).checks(cluster, false);
    HostSettings hosts = host(cluster);
    return directors == null
        ? new ClusterSettings(null, null, null, null, nat, checks, hosts)
        : new ClusterSettings(
            timeouts(directors),
            sync(directors),
            announcing(directors),
            vrrp(directors),
            nat,
            checks,
            hosts);
  }

  private @Nullable DeclaredVrrp vrrp(Fields directors) {
    Fields fields = directors.mapping("vrrp");
    return fields == null ? null : new VrrpReader(fields, problems).read();
  }

  private @Nullable DeclaredTimeouts timeouts(Fields directors) {
    Fields fields = directors.mapping("timeouts");
    if (fields == null) {
      return null;
    }
    DeclaredTimeouts timeouts =
        new DeclaredTimeouts(
            wholeSeconds(fields, "tcp"),
            wholeSeconds(fields, "tcpFin"),
            wholeSeconds(fields, "udp"));
    fields.done();
    return timeouts;
  }

  private @Nullable Duration wholeSeconds(Fields fields, String field) {
    Duration duration = fields.duration(field, SECOND, Timeouts.MAX);
    if (duration != null && duration.toNanosPart() != 0) {
      problems.add(
          Rule.DURATION_RANGE, fields.at(field), "ip_vs counts in whole seconds, not milliseconds");
      return null;
    }
    return duration;
  }

  private @Nullable DeclaredSync sync(Fields directors) {
    Fields fields = directors.mapping("connectionSync");
    if (fields == null) {
      return null;
    }
    fields.require("interface", "where directors tell each other of connections");
    String interfaceName = fields.interfaceName("interface");
    Integer syncId = fields.integer("syncId", 0, 255, Rule.COUNT_RANGE, "a sync id");
    Integer maxLength =
        fields.integer(
            "maxLength", 1, SyncDaemon.LONGEST_MESSAGE, Rule.COUNT_RANGE, "a message's length");
    IpAddress group = fields.address("group");
    if (group != null && !group.isMulticast()) {
      problems.add(Rule.MULTICAST_GROUP, fields.at("group"), group + " is not a multicast address");
      group = null;
    }
    Integer port = fields.integer("port", 1, Port.MAX, Rule.PORT_RANGE, "a port");
    Integer ttl = fields.integer("ttl", 1, 255, Rule.COUNT_RANGE, "a TTL");
    fields.done();
    return interfaceName == null
        ? null
        : new DeclaredSync(interfaceName, syncId, maxLength, group, port, ttl);
  }

  private static @Nullable DeclaredAnnouncing announcing(Fields directors) {
    Fields fields = directors.mapping("announcing");
    if (fields == null) {
      return null;
    }
    DeclaredAnnouncing announcing =
        new DeclaredAnnouncing(
            fields.integer("repeat", 1, Announcing.MAX_REPEAT, Rule.COUNT_RANGE, "repeat"),
            fields.duration("interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
            zeroOr(fields, "refresh", Duration.ofDays(1)));
    fields.done();
    return announcing;
  }

  /// Zero switches it off.
  private static @Nullable Duration zeroOr(Fields fields, String field, Duration most) {
    Duration duration = fields.duration(field, Duration.ZERO, most);
    if (duration != null && !duration.isZero() && duration.compareTo(SECOND) < 0) {
      fields.report(
          Rule.DURATION_RANGE, fields.at(field), "0s for never, or at least 1s, not less");
      return null;
    }
    return duration;
  }

  private @Nullable DeclaredNat nat(Fields cluster) {
    Fields fields = cluster.mapping("nat");
    if (fields == null) {
      return null;
    }
    fields.require("source", "the real servers' network, for example 192.168.7.0/24");
    List<Prefix> source = new ArrayList<>();
    fields
        .texts("source", "a network")
        .forEach((where, text) ->
            Prefix.tryParse(text)
                .ifPresentOrElse(
                    source::add,
                    () ->
                        problems.add(
                            Rule.NETWORK,
                            where,
                            "\"" + text + "\" is not a network without host bits")));
    String out = fields.interfaceName("out");
    List<IpAddress> to = new ArrayList<>();
    fields
        .texts("to", "an address")
        .forEach((where, text) -> {
          IpAddress address = fields.address(text, where);
          if (address != null) {
            to.add(address);
          }
        });
    fields.done();
    return source.isEmpty() ? null : new DeclaredNat(source, out, to);
  }

  /// Of a cluster or of one node: the fields stand among its others.
  HostSettings host(Fields fields) {
    return new HostSettings(
        unmanaged(fields),
        fields.word("hold", Words.HOLDS, Rule.UNKNOWN_VALUE),
        fields.word("arp", Words.ARP_METHODS, Rule.UNKNOWN_VALUE),
        fields.word("gateway", Words.GATEWAY_CARES, Rule.UNKNOWN_VALUE),
        fields.word("driftPolicy", Words.DRIFT_POLICIES, Rule.UNKNOWN_VALUE),
        fields.duration("driftPoll", SECOND, HOUR),
        zeroOr(fields, "statisticsInterval", HOUR));
  }

  private SortedSet<SysctlKey> unmanaged(Fields host) {
    SortedSet<SysctlKey> keys = new TreeSet<>();
    Fields fields = host.mapping("sysctls");
    if (fields == null) {
      return keys;
    }
    fields
        .texts("unmanaged", "a kernel parameter")
        .forEach((where, text) -> {
          if (SysctlKey.valid(text)) {
            keys.add(new SysctlKey(text));
          } else {
            problems.add(
                Rule.KERNEL_PARAMETER,
                where,
                "\"" + text + "\" is not a parameter of the network like net.ipv4.ip_forward");
          }
        });
    fields.done();
    return keys;
  }
}
