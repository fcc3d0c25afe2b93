package io.lvsfleet.wire;

import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.Weight;
import io.lvsfleet.protocol.v1.NodeProto;
import org.jspecify.annotations.Nullable;

/// A real server with its key.
final class RealServerWire {

  private RealServerWire() {}

  static NodeProto.RealServer encode(RealServerKey key, RealServerSpec spec) {
    NodeProto.RealServer.Builder message = configured(key, spec.config()).setName(spec.name());
    if (spec.gate() != null) {
      message.setGate(
          NodeProto.RealServer.Gate.newBuilder()
              .setNode(spec.gate().node().name())
              .addAllAddresses(spec.gate().addresses().stream().map(IpAddress::toString).toList())
              .addAllGateways(spec.gate().gateways().stream().map(IpAddress::toString).toList()));
    }
    spec.ownChecks().forEach(check -> message.addOwnChecks(CheckWire.encode(check)));
    spec.reportedChecks().forEach(check -> message.addReportedChecks(CheckWire.encode(check)));
    message.addAllAgreements(OverrideWire.agreements(spec.checks()));
    message.addAllOverrides(OverrideWire.encode(spec.overrides()));
    return message.build();
  }

  /// Key and configuration, without name and checks.
  static NodeProto.RealServer.Builder configured(RealServerKey key, RealServerConfig config) {
    NodeProto.RealServer.Builder message =
        NodeProto.RealServer.newBuilder()
            .setAddress(key.address().toString())
            .setPort(key.port())
            .setMethod(encode(config.method()))
            .setWeight(config.weight().value())
            .setUpperThreshold(config.upperThreshold())
            .setLowerThreshold(config.lowerThreshold());
    if (config.tunnel() != null) {
      message.setTunnel(encode(config.tunnel()));
    }
    return message;
  }

  static RealServerKey decodeKey(Field at, NodeProto.RealServer message) throws WireException {
    return new RealServerKey(
        at.child("address").address(message.getAddress()),
        at.child("port").port(message.getPort()));
  }

  static RealServerSpec decode(Field at, NodeProto.RealServer message) throws WireException {
    return new RealServerSpec(
        at.child("name").filled(message.getName()),
        decodeConfig(at, message),
        message.hasGate() ? decodeGate(at.child("gate"), message.getGate()) : null,
        OverrideWire.decodeChecks(at, message),
        OverrideWire.decode(at.child("overrides"), message.getOverridesList()));
  }

  static RealServerConfig decodeConfig(Field at, NodeProto.RealServer message)
      throws WireException {
    ForwardingMethod method = decode(at.child("method"), message.getMethod());
    Weight weight =
        at.child("weight")
            .read(
                Integer.toUnsignedLong(message.getWeight()), () -> new Weight(message.getWeight()));
    int upper = at.child("upper_threshold").count(message.getUpperThreshold());
    int lower = at.child("lower_threshold").count(message.getLowerThreshold());
    Tunnel tunnel =
        message.hasTunnel() ? decodeTunnel(at.child("tunnel"), message.getTunnel()) : null;
    return at.read(
        method + " upper " + upper + " lower " + lower,
        () -> new RealServerConfig(method, weight, upper, lower, tunnel));
  }

  private static RealServerSpec.@Nullable Gate decodeGate(
      Field at, NodeProto.RealServer.Gate message) throws WireException {
    return new RealServerSpec.Gate(
        at.child("node").node(message.getNode()),
        at.child("addresses").set(message.getAddressesList(), Field::address),
        at.child("gateways").set(message.getGatewaysList(), Field::address));
  }

  private static NodeProto.ForwardingMethod encode(ForwardingMethod method) {
    return switch (method) {
      case MASQUERADING -> NodeProto.ForwardingMethod.FORWARDING_METHOD_MASQUERADING;
      case LOCAL -> NodeProto.ForwardingMethod.FORWARDING_METHOD_LOCAL;
      case TUNNELING -> NodeProto.ForwardingMethod.FORWARDING_METHOD_TUNNELING;
      case DIRECT_ROUTING -> NodeProto.ForwardingMethod.FORWARDING_METHOD_DIRECT_ROUTING;
    };
  }

  private static ForwardingMethod decode(Field at, NodeProto.ForwardingMethod method)
      throws WireException {
    return switch (method) {
      case FORWARDING_METHOD_MASQUERADING -> ForwardingMethod.MASQUERADING;
      case FORWARDING_METHOD_LOCAL -> ForwardingMethod.LOCAL;
      case FORWARDING_METHOD_TUNNELING -> ForwardingMethod.TUNNELING;
      case FORWARDING_METHOD_DIRECT_ROUTING -> ForwardingMethod.DIRECT_ROUTING;
      case FORWARDING_METHOD_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(method, "is not a forwarding method this version knows");
    };
  }

  private static NodeProto.Tunnel encode(Tunnel tunnel) {
    return NodeProto.Tunnel.newBuilder()
        .setType(encode(tunnel.type()))
        .setPort(tunnel.port())
        .setChecksum(
            switch (tunnel.checksum()) {
              case NONE -> NodeProto.Tunnel.Checksum.CHECKSUM_NONE;
              case FULL -> NodeProto.Tunnel.Checksum.CHECKSUM_FULL;
              case REMOTE -> NodeProto.Tunnel.Checksum.CHECKSUM_REMOTE;
            })
        .build();
  }

  private static Tunnel decodeTunnel(Field at, NodeProto.Tunnel message) throws WireException {
    Tunnel.Type type = decode(at.child("type"), message.getType());
    Tunnel.Checksum checksum =
        switch (message.getChecksum()) {
          case CHECKSUM_NONE -> Tunnel.Checksum.NONE;
          case CHECKSUM_FULL -> Tunnel.Checksum.FULL;
          case CHECKSUM_REMOTE -> Tunnel.Checksum.REMOTE;
          case CHECKSUM_UNSPECIFIED, UNRECOGNIZED ->
              throw at.child("checksum")
                  .error(message.getChecksum(), "is not a tunnel checksum this version knows");
        };
    int port = at.child("port").port(message.getPort());
    return at.read(type + " port " + port, () -> new Tunnel(type, port, checksum));
  }

  static NodeProto.Tunnel.Type encode(Tunnel.Type type) {
    return switch (type) {
      case IPIP -> NodeProto.Tunnel.Type.TYPE_IPIP;
      case GUE -> NodeProto.Tunnel.Type.TYPE_GUE;
      case GRE -> NodeProto.Tunnel.Type.TYPE_GRE;
    };
  }

  static Tunnel.Type decode(Field at, NodeProto.Tunnel.Type type) throws WireException {
    return switch (type) {
      case TYPE_IPIP -> Tunnel.Type.IPIP;
      case TYPE_GUE -> Tunnel.Type.GUE;
      case TYPE_GRE -> Tunnel.Type.GRE;
      case TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(type, "is not a tunnel type this version knows");
    };
  }
}
