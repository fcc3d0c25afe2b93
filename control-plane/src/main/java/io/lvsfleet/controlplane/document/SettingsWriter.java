package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.DeclaredAnnouncing;
import io.lvsfleet.controlplane.declared.DeclaredNat;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredTimeouts;
import io.lvsfleet.controlplane.declared.HostSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what a document says of the cluster as a whole and of its hosts.
final class SettingsWriter {

  private SettingsWriter() {}

  static void writeDirectors(ClusterSettings settings, ObjectNode directors) {
    if (settings.timeouts() != null) {
      timeouts(settings.timeouts(), directors.putObject("timeouts"));
    }
    if (settings.connectionSync() != null) {
      sync(settings.connectionSync(), directors.putObject("connectionSync"));
    }
    if (settings.announcing() != null) {
      announcing(settings.announcing(), directors.putObject("announcing"));
    }
    if (settings.vrrp() != null) {
      VrrpWriter.write(settings.vrrp(), directors.putObject("vrrp"));
    }
  }

  static void write(ClusterSettings settings, ObjectNode root) {
    if (settings.nat() != null) {
      nat(settings.nat(), root.putObject("nat"));
    }
    if (!settings.checks().isEmpty()) {
      ObjectNode checks = root.putObject("checks");
      settings.checks().forEach((name, check) -> checks.set(name, DocumentWriter.tree(check)));
    }
    write(settings.hosts(), root);
  }

  private static void timeouts(DeclaredTimeouts timeouts, ObjectNode json) {
    put(json, "tcp", timeouts.tcp());
    put(json, "tcpFin", timeouts.tcpFin());
    put(json, "udp", timeouts.udp());
  }

  private static void sync(DeclaredSync sync, ObjectNode json) {
    json.put("interface", sync.interfaceName());
    put(json, "syncId", sync.syncId());
    put(json, "maxLength", sync.maxLength());
    if (sync.group() != null) {
      json.put("group", sync.group().toString());
    }
    put(json, "port", sync.port());
    put(json, "ttl", sync.ttl());
  }

  private static void announcing(DeclaredAnnouncing announcing, ObjectNode json) {
    put(json, "repeat", announcing.repeat());
    put(json, "interval", announcing.interval());
    put(json, "refresh", announcing.refresh());
  }

  private static void nat(DeclaredNat nat, ObjectNode json) {
    put(json, "source", nat.source());
    if (nat.out() != null) {
      json.put("out", nat.out());
    }
    put(json, "to", nat.to());
  }

  static void write(HostSettings host, ObjectNode json) {
    if (!host.unmanaged().isEmpty()) {
      ArrayNode keys = json.putObject("sysctls").putArray("unmanaged");
      host.unmanaged().forEach(key -> keys.add(key.name()));
    }
    put(json, "hold", Words.HOLDS, host.hold());
    put(json, "arp", Words.ARP_METHODS, host.arp());
    put(json, "gateway", Words.GATEWAY_CARES, host.gateway());
    put(json, "driftPolicy", Words.DRIFT_POLICIES, host.driftPolicy());
    put(json, "driftPoll", host.driftPoll());
    put(json, "statisticsInterval", host.statisticsInterval());
  }

  /// A single one without a list.
  private static void put(ObjectNode json, String field, List<?> values) {
    if (values.size() == 1) {
      json.put(field, values.getFirst().toString());
    } else if (!values.isEmpty()) {
      ArrayNode list = json.putArray(field);
      values.forEach(value -> list.add(value.toString()));
    }
  }

  private static <T> void put(
      ObjectNode json, String field, Map<String, T> words, @Nullable T value) {
    if (value != null) {
      json.put(field, Words.of(words, value));
    }
  }

  private static void put(ObjectNode json, String field, @Nullable Duration duration) {
    if (duration != null) {
      json.put(field, Durations.format(duration));
    }
  }

  private static void put(ObjectNode json, String field, @Nullable Integer number) {
    if (number != null) {
      json.put(field, number.intValue());
    }
  }
}
