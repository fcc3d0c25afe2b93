package io.lvsfleet.wire;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ConnectionSync;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.protocol.v1.NodeProto;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

final class FailoverWire {

  private FailoverWire() {}

  static NodeProto.Failover encode(Failover failover) {
    NodeProto.Failover.Builder message =
        NodeProto.Failover.newBuilder()
            .setPreempt(failover.preempt())
            .setPreemptDelayMs(failover.preemptDelay().toMillis())
            .setStartDelayMs(failover.startDelay().toMillis())
            .addAllTrackers(failover.trackers().stream().map(FailoverWire::encode).toList())
            .setCatchUpMs(failover.catchUp().toMillis())
            .setMaintenance(failover.maintenance());
    failover.instances().forEach((name, one) -> message.addInstances(encode(name, one)));
    if (failover.sync() != null) {
      message.setSync(encode(failover.sync()));
    }
    if (failover.handover() != null) {
      message.setHandover(failover.handover());
    }
    return message.build();
  }

  static Failover decode(Field at, NodeProto.Failover message) throws WireException {
    SortedMap<String, VrrpInstance> instances =
        at.child("instances")
            .map(
                message.getInstancesList(),
                (field, one) -> field.child("name").filled(one.getName()),
                FailoverWire::decode);
    Duration preemptDelay = at.child("preempt_delay_ms").millis(message.getPreemptDelayMs());
    Duration startDelay = at.child("start_delay_ms").millis(message.getStartDelayMs());
    SortedSet<Tracker> trackers =
        at.child("trackers").set(message.getTrackersList(), FailoverWire::decode);
    @Nullable ConnectionSync sync =
        message.hasSync() ? decode(at.child("sync"), message.getSync()) : null;
    Duration catchUp = at.child("catch_up_ms").millis(message.getCatchUpMs());
    String handover = at.child("handover").text(message.getHandover());
    return at.read(
        instances.keySet(),
        () ->
            new Failover(
                instances,
                message.getPreempt(),
                preemptDelay,
                startDelay,
                trackers,
                sync,
                catchUp,
                message.getMaintenance(),
                handover.isEmpty() ? null : handover));
  }

  private static NodeProto.VrrpInstance encode(String name, VrrpInstance one) {
    NodeProto.VrrpInstance.Builder message =
        NodeProto.VrrpInstance.newBuilder()
            .setName(name)
            .setVersion(one.version())
            .setVirtualRouterId(one.virtualRouterId())
            .setInterface(one.interfaceName())
            .setFamily(ServiceWire.encode(one.family()))
            .setPriority(one.priority())
            .setAdvertisementIntervalMs(one.advertisementInterval().toMillis())
            .addAllUnicastPeers(one.unicastPeers().stream().map(IpAddress::toString).toList())
            .addAllAddresses(NodeStateWire.encode(one.addresses()))
            .addAllExcluded(NodeStateWire.encode(one.excluded()))
            .setLowerPriorityResend(one.lowerPriorityResend());
    if (one.source() != null) {
      message.setSource(one.source().toString());
    }
    if (one.password() != null) {
      message.setPassword(one.password());
    }
    return message.build();
  }

  private static VrrpInstance decode(Field at, NodeProto.VrrpInstance message)
      throws WireException {
    AddressFamily family = ServiceWire.decode(at.child("family"), message.getFamily());
    Duration interval =
        at.child("advertisement_interval_ms").millis(message.getAdvertisementIntervalMs());
    SortedSet<IpAddress> peers =
        at.child("unicast_peers").set(message.getUnicastPeersList(), Field::address);
    @Nullable IpAddress source = at.child("source").optionalAddress(message.getSource());
    SortedSet<LocalAddress> addresses =
        at.child("addresses").set(message.getAddressesList(), NodeStateWire::decode);
    SortedSet<LocalAddress> excluded =
        at.child("excluded").set(message.getExcludedList(), NodeStateWire::decode);
    return at.read(
        message.getName(),
        () ->
            new VrrpInstance(
                message.getVersion(),
                message.getVirtualRouterId(),
                message.getInterface(),
                family,
                message.getPriority(),
                interval,
                peers,
                source,
                message.getPassword().isEmpty() ? null : message.getPassword(),
                addresses,
                excluded,
                message.getLowerPriorityResend()));
  }

  private static NodeProto.Tracker encode(Tracker tracker) {
    NodeProto.Tracker.Builder message = NodeProto.Tracker.newBuilder().setWeight(tracker.weight());
    switch (tracker.subject()) {
      case Subject.Interface(String name) -> message.setInterface(name);
      case Subject.RouteTo(Prefix destination) -> message.setRoute(destination.toString());
      case Subject.NoFile(String path) -> message.setNoFile(path);
      case Subject.LivingProcess(String pidFile) -> message.setProcess(pidFile);
      case Subject.IpvsProgrammable() ->
          message.setIpvsProgrammable(NodeProto.Tracker.IpvsProgrammable.getDefaultInstance());
      case Subject.Quorum(String service, int realServers) ->
          message.setQuorum(
              NodeProto.Tracker.Quorum.newBuilder()
                  .setService(service)
                  .setRealServers(realServers));
    }
    return message.build();
  }

  private static Tracker decode(Field at, NodeProto.Tracker message) throws WireException {
    Subject subject =
        switch (message.getSubjectCase()) {
          case INTERFACE ->
              at.child("interface")
                  .read(
                      message.getInterface(), () -> new Subject.Interface(message.getInterface()));
          case ROUTE ->
              at.child("route")
                  .read(
                      message.getRoute(),
                      () -> new Subject.RouteTo(Prefix.parse(message.getRoute())));
          case NO_FILE ->
              at.child("no_file")
                  .read(message.getNoFile(), () -> new Subject.NoFile(message.getNoFile()));
          case PROCESS ->
              at.child("process")
                  .read(
                      message.getProcess(), () -> new Subject.LivingProcess(message.getProcess()));
          case IPVS_PROGRAMMABLE -> new Subject.IpvsProgrammable();
          case QUORUM ->
              at.child("quorum")
                  .read(
                      message.getQuorum().getService(),
                      () ->
                          new Subject.Quorum(
                              message.getQuorum().getService(),
                              message.getQuorum().getRealServers()));
          case SUBJECT_NOT_SET ->
              throw at.child("subject")
                  .error("", "is missing or of a kind this version does not know");
        };
    return at.child("weight")
        .read(message.getWeight(), () -> new Tracker(subject, message.getWeight()));
  }

  private static NodeProto.ConnectionSync encode(ConnectionSync sync) {
    return NodeProto.ConnectionSync.newBuilder()
        .setInterface(sync.interfaceName())
        .setSyncId(sync.syncId())
        .setMaxLength(sync.maxLength())
        .setGroup(sync.group().toString())
        .setPort(sync.port())
        .setTtl(sync.ttl())
        .build();
  }

  private static ConnectionSync decode(Field at, NodeProto.ConnectionSync message)
      throws WireException {
    IpAddress group = at.child("group").address(message.getGroup());
    return at.read(
        message.getInterface() + " " + message.getSyncId(),
        () ->
            new ConnectionSync(
                message.getInterface(),
                message.getSyncId(),
                message.getMaxLength(),
                group,
                message.getPort(),
                message.getTtl()));
  }
}
