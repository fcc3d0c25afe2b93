package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredPersistence;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.controlplane.document.CheckText;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows to declared values and back, side by side.
final class Entities {

  private Entities() {}

  static MemberEntity of(TopologyChange.PutMember put, long changed) {
    MemberEntity row = new MemberEntity();
    row.id = new MemberId(put.cluster().name(), put.position());
    row.node = put.member().node().name();
    row.interfaceName = put.member().interfaceName();
    row.priority = put.member().priority();
    row.address = put.member().address() == null ? null : put.member().address().toString();
    row.changed = changed;
    return row;
  }

  static DeclaredMember value(MemberEntity row) {
    String address = row.address;
    return new DeclaredMember(
        new NodeId(row.node),
        row.interfaceName,
        row.priority,
        address == null ? null : IpAddress.parse(address));
  }

  static NodeEntity of(TopologyChange.PutNode put, long changed) {
    NodeEntity row = new NodeEntity();
    row.id = new ObjectId(put.cluster().name(), put.node().name());
    row.addresses =
        put.declared().addresses().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString()));
    row.agent = put.declared().agent();
    row.interfaceName = put.declared().interfaceName();
    row.host = HostColumns.of(put.declared().host());
    row.changed = changed;
    return row;
  }

  static DeclaredNode value(NodeEntity row) {
    SortedMap<String, IpAddress> addresses = new TreeMap<>();
    row.addresses.forEach((label, text) -> addresses.put(label, IpAddress.parse(text)));
    return new DeclaredNode(addresses, row.agent, row.interfaceName, row.host.value());
  }

  static VirtualIpEntity of(TopologyChange.PutVirtualIp put, long changed) {
    VirtualIpEntity row = new VirtualIpEntity();
    row.id = new ObjectId(put.cluster().name(), put.name());
    row.address = put.virtualIp().address().toString();
    row.prefixLength = put.virtualIp().prefixLength();
    row.interfaceName = put.virtualIp().interfaceName();
    row.usage = put.virtualIp().use();
    row.changed = changed;
    return row;
  }

  static DeclaredVirtualIp value(VirtualIpEntity row) {
    return new DeclaredVirtualIp(
        IpAddress.parse(row.address), row.prefixLength, row.interfaceName, row.usage);
  }

  static ServiceEntity of(TopologyChange.PutService put, long changed) {
    ServiceSettings settings = put.settings();
    ServiceEntity row = new ServiceEntity();
    row.id = new ObjectId(put.cluster().name(), put.name());
    switch (settings.listen()) {
      case Listen.OnVirtualIp on -> {
        row.virtualIp = on.virtualIp();
        row.protocol = on.protocol();
        row.port = on.port();
      }
      case Listen.OnFirewallMark on -> {
        row.firewallMark = on.mark();
        row.family = on.family();
        row.matches = MatchRows.of(on.match());
      }
    }
    row.scheduler = settings.scheduler();
    row.schedulerFlags = settings.flags().stream().map(SchedulerFlag::name).toArray(String[]::new);
    row.forwarding = settings.forwarding();
    DeclaredTunnel tunnel = settings.tunnel();
    if (tunnel != null) {
      row.tunnel = true;
      row.tunnelType = tunnel.type();
      row.tunnelPort = tunnel.port();
      row.tunnelChecksum = tunnel.checksum();
      row.tunnelSegmentLimit = tunnel.segmentLimit();
    }
    DeclaredPersistence persistence = settings.persistence();
    if (persistence != null) {
      row.persistent = true;
      Duration timeout = persistence.timeout();
      row.persistenceSeconds = timeout == null ? null : timeout.toSeconds();
      row.persistencePrefixLength = persistence.prefixLength();
      row.persistenceEngine = persistence.engine();
    }
    row.onePacket = settings.onePacket();
    row.onFailure = settings.onFailure();
    row.adopt = settings.adopt();
    row.health = CheckText.of(settings.health());
    row.ownChecks = settings.ownChecks();
    row.changed = changed;
    return row;
  }

  static ServiceSettings value(ServiceEntity row) {
    return new ServiceSettings(
        listen(row),
        row.scheduler,
        Arrays.stream(row.schedulerFlags)
            .map(SchedulerFlag::valueOf)
            .collect(Collectors.toCollection(java.util.TreeSet::new)),
        row.forwarding,
        row.tunnel
            ? new DeclaredTunnel(
                row.tunnelType, row.tunnelPort, row.tunnelChecksum, row.tunnelSegmentLimit)
            : null,
        row.persistent
            ? new DeclaredPersistence(
                row.persistenceSeconds == null ? null : Duration.ofSeconds(row.persistenceSeconds),
                row.persistencePrefixLength,
                row.persistenceEngine)
            : null,
        row.onePacket,
        row.onFailure,
        row.adopt,
        CheckText.health(row.health),
        row.ownChecks);
  }

  private static Listen listen(ServiceEntity row) {
    String virtualIp = row.virtualIp;
    Integer port = row.port;
    Long mark = row.firewallMark;
    if (virtualIp != null && port != null) {
      return new Listen.OnVirtualIp(virtualIp, row.protocol, port);
    }
    if (mark == null && row.matches.isEmpty()) {
      throw new IllegalStateException(row.id + " has neither a virtual IP nor a mark");
    }
    return new Listen.OnFirewallMark(mark, row.family, MatchRows.value(row.matches));
  }

  static RealServerEntity of(TopologyChange.PutRealServer put, long changed) {
    DeclaredRealServer declared = put.realServer().declared();
    RealServerEntity row = new RealServerEntity();
    row.id = new PartId(put.cluster().name(), put.service(), put.name());
    NodeId node = declared.node();
    row.node = node == null ? null : node.name();
    row.address = put.realServer().address().toString();
    row.port = declared.port();
    Weight weight = declared.weight();
    row.weight = weight == null ? null : weight.value();
    row.forwarding = declared.forwarding();
    DeclaredTunnel tunnel = declared.tunnel();
    if (tunnel != null) {
      row.tunnel = true;
      row.tunnelType = tunnel.type();
      row.tunnelPort = tunnel.port();
      row.tunnelChecksum = tunnel.checksum();
      row.tunnelSegmentLimit = tunnel.segmentLimit();
    }
    row.upperThreshold = declared.upperThreshold();
    row.lowerThreshold = declared.lowerThreshold();
    row.changed = changed;
    return row;
  }

  static AllocatedRealServer value(RealServerEntity row) {
    IpAddress address = IpAddress.parse(row.address);
    String node = row.node;
    return new AllocatedRealServer(
        new DeclaredRealServer(
            node == null ? new Target.AtAddress(address) : new Target.OnNode(new NodeId(node)),
            row.port,
            row.weight == null ? null : new Weight(row.weight),
            row.forwarding,
            row.tunnel
                ? new DeclaredTunnel(
                    row.tunnelType, row.tunnelPort, row.tunnelChecksum, row.tunnelSegmentLimit)
                : null,
            row.upperThreshold,
            row.lowerThreshold),
        address);
  }

  static CheckEntity of(TopologyChange.PutCheck put, long changed) {
    DeclaredCheck check = put.check();
    CheckEntity row = new CheckEntity();
    row.id = new PartId(put.cluster().name(), put.service(), put.name());
    row.declared = CheckText.of(check);
    row.changed = changed;
    return row;
  }

  static DeclaredCheck value(CheckEntity row) {
    return CheckText.check(row.declared);
  }

  static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  static @Nullable Duration duration(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
