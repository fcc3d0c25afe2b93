package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredTracker;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Tracker.Subject;
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

/// How directors share virtual IPs, in columns of `cluster_settings`.
final class VrrpRows {

  private VrrpRows() {}

  static void write(@Nullable DeclaredVrrp vrrp, SettingsEntity row) {
    if (vrrp == null) {
      return;
    }
    Map<String, String> fields = new HashMap<>();
    put(fields, "version", vrrp.version());
    put(fields, "deadAfter", vrrp.deadAfter());
    put(fields, "advertisementInterval", vrrp.advertisementInterval());
    put(fields, "preempt", vrrp.preempt());
    put(fields, "preemptDelay", vrrp.preemptDelay());
    put(fields, "startDelay", vrrp.startDelay());
    put(fields, "virtualRouterId", vrrp.virtualRouterId());
    put(fields, "interface", vrrp.interfaceName());
    put(fields, "unicast", vrrp.unicast());
    if (!vrrp.peers().isEmpty()) {
      put(
          fields,
          "peers",
          vrrp.peers().stream().map(IpAddress::toString).collect(Collectors.joining(",")));
    }
    put(fields, "password", vrrp.password());
    put(fields, "lowerPriorityResend", vrrp.lowerPriorityResend());
    put(fields, "catchUp", vrrp.catchUp());
    row.vrrp = fields;
    row.vrrpTrack = vrrp.track().stream().map(VrrpRows::row).toList();
  }

  private static void put(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }

  private static Map<String, String> row(DeclaredTracker tracker) {
    Map<String, String> fields = new HashMap<>();
    switch (tracker.subject()) {
      case Subject.Interface(String name) -> fields.put("interface", name);
      case Subject.RouteTo(Prefix destination) -> fields.put("route", destination.toString());
      case Subject.NoFile(String path) -> fields.put("file", path);
      case Subject.LivingProcess(String pidFile) -> fields.put("process", pidFile);
      case Subject.IpvsProgrammable() -> fields.put("ipvs", "");
      case Subject.Quorum(String service, int realServers) -> {
        fields.put("service", service);
        fields.put("realServers", Integer.toString(realServers));
      }
    }
    put(fields, "weight", tracker.weight());
    return fields;
  }

  static @Nullable DeclaredVrrp declared(SettingsEntity row) {
    Map<String, String> fields = row.vrrp;
    if (fields == null) {
      return null;
    }
    SortedSet<IpAddress> peers = new TreeSet<>();
    String written = fields.get("peers");
    if (written != null) {
      Arrays.stream(written.split(",", -1)).map(IpAddress::parse).forEach(peer -> peers.add(peer));
    }
    return new DeclaredVrrp(
        integer(fields, "version"),
        duration(fields, "deadAfter"),
        duration(fields, "advertisementInterval"),
        bool(fields, "preempt"),
        duration(fields, "preemptDelay"),
        duration(fields, "startDelay"),
        integer(fields, "virtualRouterId"),
        fields.get("interface"),
        bool(fields, "unicast"),
        peers,
        fields.get("password"),
        bool(fields, "lowerPriorityResend"),
        row.vrrpTrack.stream().map(VrrpRows::tracker).toList(),
        duration(fields, "catchUp"));
  }

  private static DeclaredTracker tracker(Map<String, String> fields) {
    Integer weight = integer(fields, "weight");
    Subject subject = null;
    for (String kind : List.of("interface", "route", "file", "process", "ipvs", "service")) {
      String value = fields.get(kind);
      if (value != null) {
        subject = subject(kind, value, integer(fields, "realServers"));
      }
    }
    if (subject == null) {
      throw new IllegalStateException("nothing is tracked: " + fields);
    }
    return new DeclaredTracker(subject, weight);
  }

  private static Subject subject(String kind, String value, @Nullable Integer realServers) {
    return switch (kind) {
      case "interface" -> new Subject.Interface(value);
      case "route" -> new Subject.RouteTo(Prefix.parse(value));
      case "file" -> new Subject.NoFile(value);
      case "process" -> new Subject.LivingProcess(value);
      case "ipvs" -> new Subject.IpvsProgrammable();
      default -> new Subject.Quorum(value, realServers == null ? 0 : realServers);
    };
  }

  private static @Nullable Integer integer(Map<String, String> fields, String name) {
    String text = fields.get(name);
    return text == null ? null : Integer.valueOf(text);
  }

  private static @Nullable Boolean bool(Map<String, String> fields, String name) {
    String text = fields.get(name);
    return text == null ? null : Boolean.valueOf(text);
  }

  private static @Nullable Duration duration(Map<String, String> fields, String name) {
    String text = fields.get(name);
    return text == null ? null : Duration.parse(text);
  }

  static void write(Allocated allocated, SettingsEntity row) {
    AllocatedVrrp vrrp = allocated.vrrp();
    if (vrrp != null) {
      row.allocatedRouterId = vrrp.virtualRouterId();
      Map<String, String> addresses = new HashMap<>();
      vrrp.addresses().forEach((node, address) -> addresses.put(node.name(), address.toString()));
      row.peerAddresses = addresses;
    }
    Handover handover = allocated.handover();
    if (handover != null) {
      row.handoverFrom = handover.from().name();
      row.handoverOrder = handover.order();
    }
  }

  static @Nullable AllocatedVrrp allocated(SettingsEntity row) {
    Integer id = row.allocatedRouterId;
    SortedMap<NodeId, IpAddress> addresses = new TreeMap<>();
    row.peerAddresses.forEach(
        (node, address) -> addresses.put(new NodeId(node), IpAddress.parse(address)));
    return id == null ? null : new AllocatedVrrp(id, addresses);
  }

  static @Nullable Handover handover(SettingsEntity row) {
    String from = row.handoverFrom;
    String order = row.handoverOrder;
    return from == null || order == null ? null : new Handover(new NodeId(from), order);
  }
}
