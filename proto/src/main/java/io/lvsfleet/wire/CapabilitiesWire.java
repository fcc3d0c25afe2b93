package io.lvsfleet.wire;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.protocol.v1.SessionProto;

public final class CapabilitiesWire {

  private CapabilitiesWire() {}

  public static SessionProto.Capabilities encode(Capabilities capabilities) {
    return SessionProto.Capabilities.newBuilder()
        .setIpvsVersion(capabilities.ipvsVersion())
        .setConnectionTableSize(capabilities.connectionTableSize())
        .addAllSchedulers(capabilities.schedulers())
        .addAllEngines(capabilities.engines())
        .addAllTunnels(capabilities.tunnels().stream().map(RealServerWire::encode).toList())
        .addAllProtocols(capabilities.protocols().stream().map(ServiceWire::encode).toList())
        .addAllDevices(capabilities.devices().stream().map(NetworkWire::encode).toList())
        .setIpv6(capabilities.ipv6())
        .setPacketFilter(capabilities.packetFilter())
        .addAllParameters(capabilities.parameters().stream().map(SysctlKey::name).toList())
        .build();
  }

  public static Capabilities decode(Field at, SessionProto.Capabilities message)
      throws WireException {
    return new Capabilities(
        at.child("ipvs_version").text(message.getIpvsVersion()),
        at.child("connection_table_size").count(message.getConnectionTableSize()),
        at.child("schedulers").set(message.getSchedulersList(), Field::text),
        at.child("engines").set(message.getEnginesList(), Field::text),
        at.child("tunnels").set(message.getTunnelsList(), RealServerWire::decode),
        at.child("protocols").set(message.getProtocolsList(), ServiceWire::decode),
        at.child("devices").set(message.getDevicesList(), NetworkWire::decode),
        message.getIpv6(),
        at.child("packet_filter").text(message.getPacketFilter()),
        at.child("parameters")
            .set(
                message.getParametersList(),
                (field, name) -> field.read(name, () -> new SysctlKey(name))));
  }
}
