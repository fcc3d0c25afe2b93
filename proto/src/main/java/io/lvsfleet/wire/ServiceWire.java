package io.lvsfleet.wire;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.protocol.v1.NodeProto;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A virtual service with its key.
final class ServiceWire {

  private ServiceWire() {}

  static NodeProto.VirtualService encode(VirtualServiceKey key, ServiceSpec service) {
    NodeProto.VirtualService.Builder message =
        configured(key, service.config())
            .setName(service.name())
            .setOnFailure(encode(service.onFailure()))
            .setHealth(HealthPolicyWire.encode(service.health()))
            .setAdopt(service.adopt());
    service
        .realServers()
        .forEach((rsKey, spec) -> message.addRealServers(RealServerWire.encode(rsKey, spec)));
    return message.build();
  }

  /// Key and configuration, without name and real servers.
  static NodeProto.VirtualService.Builder configured(
      VirtualServiceKey key, VirtualServiceConfig config) {
    NodeProto.VirtualService.Builder message =
        keyed(key).setScheduler(config.scheduler()).setOnePacket(config.onePacket());
    config.flags().forEach(flag -> message.addSchedulerFlags(encode(flag)));
    Persistence persistence = config.persistence();
    if (persistence != null) {
      message.setPersistence(encode(persistence));
    }
    return message;
  }

  /// The key alone.
  static NodeProto.VirtualService.Builder keyed(VirtualServiceKey key) {
    NodeProto.VirtualService.Builder message = NodeProto.VirtualService.newBuilder();
    switch (key) {
      case AddressKey(Protocol protocol, var address, int port) ->
          message.setAddress(
              NodeProto.VirtualService.AddressKey.newBuilder()
                  .setProtocol(encode(protocol))
                  .setAddress(address.toString())
                  .setPort(port));
      case FirewallMarkKey(AddressFamily family, long mark) ->
          message.setFirewallMark(
              NodeProto.VirtualService.FirewallMarkKey.newBuilder()
                  .setFamily(encode(family))
                  .setMark((int) mark)); // the 32 bits of a uint32
    }
    return message;
  }

  static VirtualServiceKey decodeKey(Field at, NodeProto.VirtualService message)
      throws WireException {
    return switch (message.getKeyCase()) {
      case ADDRESS -> {
        Field field = at.child("address");
        var key = message.getAddress();
        yield new AddressKey(
            decode(field.child("protocol"), key.getProtocol()),
            field.child("address").address(key.getAddress()),
            field.child("port").port(key.getPort()));
      }
      case FIREWALL_MARK -> {
        Field field = at.child("firewall_mark");
        var key = message.getFirewallMark();
        AddressFamily family = decode(field.child("family"), key.getFamily());
        long mark = Integer.toUnsignedLong(key.getMark());
        yield field.child("mark").read(mark, () -> new FirewallMarkKey(family, mark));
      }
      case KEY_NOT_SET ->
          throw at.child("key").error("", "is missing or of a kind this version does not know");
    };
  }

  static ServiceSpec decode(Field at, NodeProto.VirtualService message) throws WireException {
    OnFailure onFailure = decode(at.child("on_failure"), message.getOnFailure());
    return new ServiceSpec(
        at.child("name").filled(message.getName()),
        decodeConfig(at, message),
        message.hasHealth()
            ? HealthPolicyWire.decode(at.child("health"), onFailure, message.getHealth())
            : HealthPolicy.of(onFailure),
        at.child("real_servers")
            .map(message.getRealServersList(), RealServerWire::decodeKey, RealServerWire::decode),
        message.getAdopt());
  }

  static VirtualServiceConfig decodeConfig(Field at, NodeProto.VirtualService message)
      throws WireException {
    return new VirtualServiceConfig(
        at.child("scheduler").filled(message.getScheduler()),
        at.child("scheduler_flags").set(message.getSchedulerFlagsList(), ServiceWire::decodeFlag),
        decodePersistence(at.child("persistence"), message),
        message.getOnePacket());
  }

  private static NodeProto.Persistence encode(Persistence persistence) {
    NodeProto.Persistence.Builder message =
        NodeProto.Persistence.newBuilder()
            .setTimeoutSeconds((int) persistence.timeout().toSeconds())
            .setPrefixLength(persistence.prefixLength());
    if (persistence.engine() != null) {
      message.setEngine(persistence.engine());
    }
    return message.build();
  }

  private static @Nullable Persistence decodePersistence(Field at, NodeProto.VirtualService service)
      throws WireException {
    if (!service.hasPersistence()) {
      return null;
    }
    NodeProto.Persistence message = service.getPersistence();
    String engine = at.child("engine").text(message.getEngine());
    Duration timeout = Duration.ofSeconds(Integer.toUnsignedLong(message.getTimeoutSeconds()));
    return at.read(
        timeout + " /" + message.getPrefixLength(),
        () ->
            new Persistence(timeout, message.getPrefixLength(), engine.isEmpty() ? null : engine));
  }

  static NodeProto.Protocol encode(Protocol protocol) {
    return switch (protocol) {
      case TCP -> NodeProto.Protocol.PROTOCOL_TCP;
      case UDP -> NodeProto.Protocol.PROTOCOL_UDP;
      case SCTP -> NodeProto.Protocol.PROTOCOL_SCTP;
    };
  }

  static Protocol decode(Field at, NodeProto.Protocol protocol) throws WireException {
    return switch (protocol) {
      case PROTOCOL_TCP -> Protocol.TCP;
      case PROTOCOL_UDP -> Protocol.UDP;
      case PROTOCOL_SCTP -> Protocol.SCTP;
      case PROTOCOL_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(protocol, "is not a protocol this version knows");
    };
  }

  static NodeProto.AddressFamily encode(AddressFamily family) {
    return switch (family) {
      case IPV4 -> NodeProto.AddressFamily.ADDRESS_FAMILY_IPV4;
      case IPV6 -> NodeProto.AddressFamily.ADDRESS_FAMILY_IPV6;
    };
  }

  static AddressFamily decode(Field at, NodeProto.AddressFamily family) throws WireException {
    return switch (family) {
      case ADDRESS_FAMILY_IPV4 -> AddressFamily.IPV4;
      case ADDRESS_FAMILY_IPV6 -> AddressFamily.IPV6;
      case ADDRESS_FAMILY_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(family, "is not an address family this version knows");
    };
  }

  private static NodeProto.SchedulerFlag encode(SchedulerFlag flag) {
    return switch (flag) {
      case FALLBACK -> NodeProto.SchedulerFlag.SCHEDULER_FLAG_FALLBACK;
      case PORT -> NodeProto.SchedulerFlag.SCHEDULER_FLAG_PORT;
    };
  }

  private static SchedulerFlag decodeFlag(Field at, NodeProto.SchedulerFlag flag)
      throws WireException {
    return switch (flag) {
      case SCHEDULER_FLAG_FALLBACK -> SchedulerFlag.FALLBACK;
      case SCHEDULER_FLAG_PORT -> SchedulerFlag.PORT;
      case SCHEDULER_FLAG_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(flag, "is not a scheduler flag this version knows");
    };
  }

  private static NodeProto.OnFailure encode(OnFailure onFailure) {
    return switch (onFailure) {
      case REMOVE -> NodeProto.OnFailure.ON_FAILURE_REMOVE;
      case QUIESCE -> NodeProto.OnFailure.ON_FAILURE_QUIESCE;
    };
  }

  private static OnFailure decode(Field at, NodeProto.OnFailure onFailure) throws WireException {
    return switch (onFailure) {
      case ON_FAILURE_REMOVE -> OnFailure.REMOVE;
      case ON_FAILURE_QUIESCE -> OnFailure.QUIESCE;
      case ON_FAILURE_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(onFailure, "is not a reaction this version knows");
    };
  }
}
