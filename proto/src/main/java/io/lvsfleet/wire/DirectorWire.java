package io.lvsfleet.wire;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.protocol.v1.NodeProto;

final class DirectorWire {

  private DirectorWire() {}

  static NodeProto.DirectorState encode(DirectorState director) {
    NodeProto.DirectorState.Builder message =
        NodeProto.DirectorState.newBuilder()
            .setCluster(director.cluster().name())
            .setRole(encode(director.role()))
            .addAllVirtualAddresses(NodeStateWire.encode(director.virtualAddresses()))
            .putAllSysctls(NodeStateWire.encode(director.sysctls()))
            .setSettings(SettingsWire.encode(director.settings()))
            .setNetwork(NetworkWire.encode(director.network()))
            .setAnnouncing(SettingsWire.encode(director.announcing()));
    director
        .services()
        .forEach((key, service) -> message.addServices(ServiceWire.encode(key, service)));
    if (director.failover() != null) {
      message.setFailover(FailoverWire.encode(director.failover()));
    }
    return message.build();
  }

  static DirectorState decode(Field at, NodeProto.DirectorState message) throws WireException {
    return new DirectorState(
        at.child("cluster").cluster(message.getCluster()),
        decode(at.child("role"), message.getRole()),
        at.child("virtual_addresses").set(message.getVirtualAddressesList(), NodeStateWire::decode),
        at.child("services")
            .map(message.getServicesList(), ServiceWire::decodeKey, ServiceWire::decode),
        NodeStateWire.decodeSysctls(at.child("sysctls"), message.getSysctlsMap()),
        SettingsWire.decode(at.child("settings"), message.getSettings()),
        NetworkWire.decode(at.child("network"), message.getNetwork()),
        message.hasAnnouncing()
            ? SettingsWire.decode(at.child("announcing"), message.getAnnouncing())
            : Announcing.DEFAULT,
        message.hasFailover()
            ? FailoverWire.decode(at.child("failover"), message.getFailover())
            : null);
  }

  private static NodeProto.DirectorRole encode(DirectorRole role) {
    return switch (role) {
      case ALONE -> NodeProto.DirectorRole.DIRECTOR_ROLE_ALONE;
      case MASTER -> NodeProto.DirectorRole.DIRECTOR_ROLE_MASTER;
      case BACKUP -> NodeProto.DirectorRole.DIRECTOR_ROLE_BACKUP;
    };
  }

  private static DirectorRole decode(Field at, NodeProto.DirectorRole role) throws WireException {
    return switch (role) {
      case DIRECTOR_ROLE_ALONE -> DirectorRole.ALONE;
      case DIRECTOR_ROLE_MASTER -> DirectorRole.MASTER;
      case DIRECTOR_ROLE_BACKUP -> DirectorRole.BACKUP;
      case DIRECTOR_ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(role, "is not a role this version knows");
    };
  }
}
