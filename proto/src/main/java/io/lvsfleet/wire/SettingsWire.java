package io.lvsfleet.wire;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.protocol.v1.NodeProto;
import java.time.Duration;

/// The settings of ip_vs, of announcements and of the agent itself.
final class SettingsWire {

  private SettingsWire() {}

  static NodeProto.IpvsSettings encode(IpvsSettings settings) {
    NodeProto.IpvsSettings.Builder message = NodeProto.IpvsSettings.newBuilder();
    if (settings.timeouts() != null) {
      message.setTimeouts(encode(settings.timeouts()));
    }
    settings.syncDaemons().values().forEach(daemon -> message.addSyncDaemons(encode(daemon)));
    return message.build();
  }

  static IpvsSettings decode(Field at, NodeProto.IpvsSettings message) throws WireException {
    return new IpvsSettings(
        message.hasTimeouts() ? decode(at.child("timeouts"), message.getTimeouts()) : null,
        at.child("sync_daemons")
            .map(
                message.getSyncDaemonsList(),
                (field, one) -> decode(field.child("role"), one.getRole()),
                SettingsWire::decode));
  }

  static NodeProto.Timeouts encode(Timeouts timeouts) {
    return NodeProto.Timeouts.newBuilder()
        .setTcpSeconds((int) timeouts.tcp().toSeconds())
        .setTcpFinSeconds((int) timeouts.tcpFin().toSeconds())
        .setUdpSeconds((int) timeouts.udp().toSeconds())
        .build();
  }

  static Timeouts decode(Field at, NodeProto.Timeouts message) throws WireException {
    long tcp = Integer.toUnsignedLong(message.getTcpSeconds());
    long tcpFin = Integer.toUnsignedLong(message.getTcpFinSeconds());
    long udp = Integer.toUnsignedLong(message.getUdpSeconds());
    return at.read(
        tcp + " " + tcpFin + " " + udp,
        () ->
            new Timeouts(
                Duration.ofSeconds(tcp), Duration.ofSeconds(tcpFin), Duration.ofSeconds(udp)));
  }

  private static NodeProto.SyncDaemon encode(SyncDaemon daemon) {
    return NodeProto.SyncDaemon.newBuilder()
        .setRole(encode(daemon.role()))
        .setInterface(daemon.interfaceName())
        .setSyncId(daemon.syncId())
        .setMaxLength(daemon.maxLength())
        .setGroup(daemon.group().toString())
        .setPort(daemon.port())
        .setTtl(daemon.ttl())
        .build();
  }

  private static SyncDaemon decode(Field at, NodeProto.SyncDaemon message) throws WireException {
    SyncDaemon.Role role = decode(at.child("role"), message.getRole());
    IpAddress group = at.child("group").address(message.getGroup());
    return at.read(
        message.getInterface() + " " + message.getSyncId(),
        () ->
            new SyncDaemon(
                role,
                message.getInterface(),
                message.getSyncId(),
                message.getMaxLength(),
                group,
                message.getPort(),
                message.getTtl()));
  }

  static NodeProto.SyncDaemon.Role encode(SyncDaemon.Role role) {
    return switch (role) {
      case MASTER -> NodeProto.SyncDaemon.Role.ROLE_MASTER;
      case BACKUP -> NodeProto.SyncDaemon.Role.ROLE_BACKUP;
    };
  }

  static SyncDaemon.Role decode(Field at, NodeProto.SyncDaemon.Role role) throws WireException {
    return switch (role) {
      case ROLE_MASTER -> SyncDaemon.Role.MASTER;
      case ROLE_BACKUP -> SyncDaemon.Role.BACKUP;
      case ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(role, "is not a role of a sync daemon this version knows");
    };
  }

  static NodeProto.Announcing encode(Announcing announcing) {
    return NodeProto.Announcing.newBuilder()
        .setRepeat(announcing.repeat())
        .setIntervalMs(announcing.interval().toMillis())
        .setRefreshMs(announcing.refresh().toMillis())
        .build();
  }

  static Announcing decode(Field at, NodeProto.Announcing message) throws WireException {
    Duration interval = at.child("interval_ms").millis(message.getIntervalMs());
    Duration refresh = at.child("refresh_ms").millis(message.getRefreshMs());
    return at.read(
        message.getRepeat() + " " + interval,
        () -> new Announcing(message.getRepeat(), interval, refresh));
  }

  static NodeProto.NodePolicy encode(NodePolicy policy) {
    return NodeProto.NodePolicy.newBuilder()
        .setReportDrift(policy.drift() == NodePolicy.Drift.REPORT)
        .setDriftPollMs(policy.driftPoll().toMillis())
        .setStatisticsIntervalMs(policy.statisticsInterval().toMillis())
        .build();
  }

  static NodePolicy decode(Field at, NodeProto.NodePolicy message) throws WireException {
    Duration poll = at.child("drift_poll_ms").millis(message.getDriftPollMs());
    Duration statistics =
        at.child("statistics_interval_ms").millis(message.getStatisticsIntervalMs());
    return at.read(
        poll + " " + statistics,
        () ->
            new NodePolicy(
                message.getReportDrift() ? NodePolicy.Drift.REPORT : NodePolicy.Drift.REPAIR,
                poll,
                statistics));
  }
}
