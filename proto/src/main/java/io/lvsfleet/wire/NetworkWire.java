package io.lvsfleet.wire;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.InterfaceName;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.protocol.v1.NodeProto;
import java.util.List;
import java.util.SortedMap;

/// Devices, ports, routes and packet rules.
final class NetworkWire {

  private NetworkWire() {}

  static NodeProto.Network encode(Network network) {
    NodeProto.Network.Builder message = NodeProto.Network.newBuilder();
    network.devices().forEach((name, device) -> message.addDevices(encode(name, device)));
    network.decapsulationPorts().forEach(port -> message.addDecapsulationPorts(encode(port)));
    network.routes().forEach((key, route) -> message.addRoutes(encode(key, route)));
    network.packetRules().forEach(rule -> message.addPacketRules(encode(rule)));
    return message.build();
  }

  static Network decode(Field at, NodeProto.Network message) throws WireException {
    return new Network(
        at.child("devices")
            .map(
                message.getDevicesList(),
                (field, one) ->
                    field
                        .child("name")
                        .read(one.getName(), () -> InterfaceName.require(one.getName())),
                NetworkWire::decode),
        at.child("decapsulation_ports")
            .set(message.getDecapsulationPortsList(), NetworkWire::decode),
        decodeRoutes(at.child("routes"), message.getRoutesList()),
        at.child("packet_rules").set(message.getPacketRulesList(), NetworkWire::decode));
  }

  static SortedMap<RouteKey, Route> decodeRoutes(Field at, List<NodeProto.Route> messages)
      throws WireException {
    return at.map(
        messages, (field, one) -> decode(field.child("key"), one.getKey()), NetworkWire::decode);
  }

  private static NodeProto.Device encode(String name, Device device) {
    NodeProto.Device.Builder message =
        NodeProto.Device.newBuilder()
            .setName(name)
            .setKind(encode(device.kind()))
            .setMtu(device.mtu());
    if (device.local() != null) {
      message.setLocal(device.local().toString());
    }
    return message.build();
  }

  private static Device decode(Field at, NodeProto.Device message) throws WireException {
    Device.Kind kind = decode(at.child("kind"), message.getKind());
    IpAddress local = at.child("local").optionalAddress(message.getLocal());
    return at.read(
        kind + " " + message.getLocal(), () -> new Device(kind, local, message.getMtu()));
  }

  static NodeProto.Device.Kind encode(Device.Kind kind) {
    return switch (kind) {
      case DUMMY -> NodeProto.Device.Kind.KIND_DUMMY;
      case IPIP -> NodeProto.Device.Kind.KIND_IPIP;
      case SIT -> NodeProto.Device.Kind.KIND_SIT;
      case IP6TNL -> NodeProto.Device.Kind.KIND_IP6TNL;
      case GRE -> NodeProto.Device.Kind.KIND_GRE;
      case IP6GRE -> NodeProto.Device.Kind.KIND_IP6GRE;
    };
  }

  static Device.Kind decode(Field at, NodeProto.Device.Kind kind) throws WireException {
    return switch (kind) {
      case KIND_DUMMY -> Device.Kind.DUMMY;
      case KIND_IPIP -> Device.Kind.IPIP;
      case KIND_SIT -> Device.Kind.SIT;
      case KIND_IP6TNL -> Device.Kind.IP6TNL;
      case KIND_GRE -> Device.Kind.GRE;
      case KIND_IP6GRE -> Device.Kind.IP6GRE;
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(kind, "is not a kind of device this version knows");
    };
  }

  static NodeProto.DecapsulationPort encode(DecapsulationPort port) {
    return NodeProto.DecapsulationPort.newBuilder()
        .setFamily(ServiceWire.encode(port.family()))
        .setPort(port.port())
        .build();
  }

  static DecapsulationPort decode(Field at, NodeProto.DecapsulationPort message)
      throws WireException {
    AddressFamily family = ServiceWire.decode(at.child("family"), message.getFamily());
    return at.child("port")
        .read(message.getPort(), () -> new DecapsulationPort(family, message.getPort()));
  }

  static NodeProto.RouteKey encode(RouteKey key) {
    return NodeProto.RouteKey.newBuilder()
        .setTable(key.table())
        .setDestination(key.destination().toString())
        .setMetric(key.metric())
        .build();
  }

  static RouteKey decode(Field at, NodeProto.RouteKey message) throws WireException {
    return at.read(
        message.getDestination() + " table " + message.getTable(),
        () ->
            new RouteKey(
                message.getTable(), Prefix.parse(message.getDestination()), message.getMetric()));
  }

  static NodeProto.Route encode(RouteKey key, Route route) {
    NodeProto.Route.Builder message =
        NodeProto.Route.newBuilder()
            .setKey(encode(key))
            .setType(
                switch (route.type()) {
                  case UNICAST -> NodeProto.Route.Type.TYPE_UNICAST;
                  case LOCAL -> NodeProto.Route.Type.TYPE_LOCAL;
                });
    if (route.gateway() != null) {
      message.setGateway(route.gateway().toString());
    }
    if (route.interfaceName() != null) {
      message.setInterface(route.interfaceName());
    }
    if (route.source() != null) {
      message.setSource(route.source().toString());
    }
    return message.build();
  }

  private static Route decode(Field at, NodeProto.Route message) throws WireException {
    Route.Type type =
        switch (message.getType()) {
          case TYPE_UNICAST -> Route.Type.UNICAST;
          case TYPE_LOCAL -> Route.Type.LOCAL;
          case TYPE_UNSPECIFIED, UNRECOGNIZED ->
              throw at.child("type")
                  .error(message.getType(), "is not a type of route this version knows");
        };
    IpAddress gateway = at.child("gateway").optionalAddress(message.getGateway());
    IpAddress source = at.child("source").optionalAddress(message.getSource());
    String name = message.getInterface().isEmpty() ? null : message.getInterface();
    return at.read(message.getInterface(), () -> new Route(type, gateway, name, source));
  }

  private static NodeProto.PacketRule encode(PacketRule rule) {
    NodeProto.PacketRule.Builder message = NodeProto.PacketRule.newBuilder();
    switch (rule) {
      case PacketRule.Masquerade(Prefix source, var out, var to) ->
          message.setMasquerade(
              NodeProto.PacketRule.Masquerade.newBuilder()
                  .setSource(source.toString())
                  .setOut(out == null ? "" : out)
                  .setTo(to == null ? "" : to.toString()));
      case PacketRule.Mark mark ->
          message.setMark(
              NodeProto.PacketRule.Mark.newBuilder()
                  .setMark((int) mark.mark()) // the 32 bits of a uint32
                  .setProtocol(ServiceWire.encode(mark.protocol()))
                  .setFirst(mark.first().toString())
                  .setLast(mark.last().toString())
                  .setFirstPort(mark.firstPort())
                  .setLastPort(mark.lastPort()));
      case PacketRule.ArpSilence(Ipv4Address virtualIp, Ipv4Address own) ->
          message.setArpSilence(
              NodeProto.PacketRule.ArpSilence.newBuilder()
                  .setVirtualIp(virtualIp.toString())
                  .setOwn(own.toString()));
      case PacketRule.SegmentLimit(IpAddress virtualIp, int bytes) ->
          message.setSegmentLimit(
              NodeProto.PacketRule.SegmentLimit.newBuilder()
                  .setVirtualIp(virtualIp.toString())
                  .setBytes(bytes));
      case PacketRule.Unknown unknown ->
          throw new IllegalArgumentException(
              "an unknown rule is observed and never wanted: " + unknown.text());
    }
    return message.build();
  }

  private static PacketRule decode(Field at, NodeProto.PacketRule message) throws WireException {
    return switch (message.getRuleCase()) {
      case MASQUERADE -> {
        Field field = at.child("masquerade");
        var rule = message.getMasquerade();
        IpAddress to = field.child("to").optionalAddress(rule.getTo());
        String out = rule.getOut().isEmpty() ? null : rule.getOut();
        yield field.read(
            rule.getSource(),
            () -> new PacketRule.Masquerade(Prefix.parse(rule.getSource()), out, to));
      }
      case MARK -> {
        Field field = at.child("mark");
        var rule = message.getMark();
        Protocol protocol = ServiceWire.decode(field.child("protocol"), rule.getProtocol());
        IpAddress first = field.child("first").address(rule.getFirst());
        IpAddress last = field.child("last").address(rule.getLast());
        long mark = Integer.toUnsignedLong(rule.getMark());
        yield field.read(
            mark,
            () ->
                new PacketRule.Mark(
                    mark, protocol, first, last, rule.getFirstPort(), rule.getLastPort()));
      }
      case ARP_SILENCE -> {
        Field field = at.child("arp_silence");
        var rule = message.getArpSilence();
        yield new PacketRule.ArpSilence(
            field.child("virtual_ip").ipv4Address(rule.getVirtualIp()),
            field.child("own").ipv4Address(rule.getOwn()));
      }
      case SEGMENT_LIMIT -> {
        Field field = at.child("segment_limit");
        var rule = message.getSegmentLimit();
        IpAddress virtualIp = field.child("virtual_ip").address(rule.getVirtualIp());
        yield field.read(
            rule.getBytes(), () -> new PacketRule.SegmentLimit(virtualIp, rule.getBytes()));
      }
      case RULE_NOT_SET ->
          throw at.child("rule").error("", "is missing or of a kind this version does not know");
    };
  }
}
