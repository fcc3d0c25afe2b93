package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.DeclaredAnnouncing;
import io.lvsfleet.controlplane.declared.DeclaredNat;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredTimeouts;
import io.lvsfleet.controlplane.document.CheckText;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.SysctlKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows of `cluster_settings` to declared and allocated values and back, side by side.
final class SettingsRows {

  private SettingsRows() {}

  static SettingsEntity of(TopologyChange.PutSettings put, long changed) {
    SettingsEntity row = new SettingsEntity();
    row.cluster = put.cluster().name();
    row.changed = changed;
    ClusterSettings settings = put.settings().declared();
    DeclaredTimeouts timeouts = settings.timeouts();
    if (timeouts != null) {
      row.timeouts = true;
      row.tcpSeconds = seconds(timeouts.tcp());
      row.tcpFinSeconds = seconds(timeouts.tcpFin());
      row.udpSeconds = seconds(timeouts.udp());
    }
    DeclaredSync sync = settings.connectionSync();
    if (sync != null) {
      row.syncInterface = sync.interfaceName();
      row.syncId = sync.syncId();
      row.syncMaxLength = sync.maxLength();
      row.syncGroup = sync.group() == null ? null : sync.group().toString();
      row.syncPort = sync.port();
      row.syncTtl = sync.ttl();
    }
    DeclaredAnnouncing announcing = settings.announcing();
    if (announcing != null) {
      row.announcing = true;
      row.announceRepeat = announcing.repeat();
      row.announceMillis = Entities.millis(announcing.interval());
      row.refreshMillis = Entities.millis(announcing.refresh());
    }
    row.checks = CheckText.of(settings.checks());
    VrrpRows.write(settings.vrrp(), row);
    DeclaredNat nat = settings.nat();
    if (nat != null) {
      row.natSource = nat.source().stream().map(Prefix::toString).toArray(String[]::new);
      row.natOut = nat.out();
      row.natTo = nat.to().stream().map(IpAddress::toString).toArray(String[]::new);
    }
    row.host = HostColumns.of(settings.hosts());
    allocated(put.settings().allocated(), row);
    return row;
  }

  private static void allocated(Allocated allocated, SettingsEntity row) {
    Map<String, String> marks = new HashMap<>();
    allocated.marks().forEach((service, mark) -> marks.put(service, mark.toString()));
    row.allocatedMarks = marks;
    row.allocatedSyncId = allocated.syncId();
    Map<String, List<String>> absent = new HashMap<>();
    allocated
        .absent()
        .forEach(
            (node, keys) -> absent.put(node.name(), keys.stream().map(SysctlKey::name).toList()));
    row.absentParameters = absent;
    VrrpRows.write(allocated, row);
  }

  static AllocatedSettings value(SettingsEntity row) {
    return new AllocatedSettings(
        new ClusterSettings(
            row.timeouts
                ? new DeclaredTimeouts(
                    ofSeconds(row.tcpSeconds),
                    ofSeconds(row.tcpFinSeconds),
                    ofSeconds(row.udpSeconds))
                : null,
            sync(row),
            row.announcing
                ? new DeclaredAnnouncing(
                    row.announceRepeat,
                    Entities.duration(row.announceMillis),
                    Entities.duration(row.refreshMillis))
                : null,
            VrrpRows.declared(row),
            nat(row),
            CheckText.templates(row.checks),
            row.host.value()),
        allocated(row));
  }

  private static @Nullable DeclaredSync sync(SettingsEntity row) {
    String interfaceName = row.syncInterface;
    String group = row.syncGroup;
    return interfaceName == null
        ? null
        : new DeclaredSync(
            interfaceName,
            row.syncId,
            row.syncMaxLength,
            group == null ? null : IpAddress.parse(group),
            row.syncPort,
            row.syncTtl);
  }

  private static @Nullable DeclaredNat nat(SettingsEntity row) {
    String[] source = row.natSource;
    String[] to = row.natTo;
    return source == null
        ? null
        : new DeclaredNat(
            Arrays.stream(source).map(Prefix::parse).toList(),
            row.natOut,
            to == null ? List.of() : Arrays.stream(to).map(IpAddress::parse).toList());
  }

  private static Allocated allocated(SettingsEntity row) {
    SortedMap<String, Long> marks = new TreeMap<>();
    row.allocatedMarks.forEach((service, mark) -> marks.put(service, Long.valueOf(mark)));
    SortedMap<NodeId, SortedSet<SysctlKey>> absent = new TreeMap<>();
    row.absentParameters.forEach((node, keys) ->
        absent.put(
            new NodeId(node),
            keys.stream().map(SysctlKey::new).collect(Collectors.toCollection(TreeSet::new))));
    return new Allocated(
        marks, row.allocatedSyncId, absent, VrrpRows.allocated(row), VrrpRows.handover(row));
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }

  private static @Nullable Duration ofSeconds(@Nullable Long seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }
}
