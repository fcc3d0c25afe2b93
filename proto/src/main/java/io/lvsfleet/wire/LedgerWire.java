package io.lvsfleet.wire;

import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.protocol.v1.LocalProto;
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import java.util.SortedSet;

/// The ledger as it is kept on disk.
public final class LedgerWire {

  private LedgerWire() {}

  public static LocalProto.LocalLedger encode(Ledger ledger) {
    LocalProto.LocalLedger.Builder message =
        LocalProto.LocalLedger.newBuilder()
            .setBootId(ledger.host().bootId())
            .setNetworkNamespace(ledger.host().networkNamespace())
            .addAllAddresses(NodeStateWire.encode(ledger.addresses()))
            .putAllSysctlOriginals(NodeStateWire.encode(ledger.sysctlOriginals()));
    ledger.services().forEach((key, own) -> message.addServices(encode(key, own)));
    if (ledger.timeoutsOriginal() != null) {
      message.setTimeoutsOriginal(SettingsWire.encode(ledger.timeoutsOriginal()));
    }
    ledger.syncDaemons().forEach(role -> message.addSyncDaemons(SettingsWire.encode(role)));
    message.addAllDevices(ledger.devices());
    ledger
        .decapsulationPorts()
        .forEach(port -> message.addDecapsulationPorts(NetworkWire.encode(port)));
    ledger.routes().forEach(key -> message.addRoutes(NetworkWire.encode(key)));
    ledger
        .routeOriginals()
        .forEach((key, route) -> message.addRouteOriginals(NetworkWire.encode(key, route)));
    return message.build();
  }

  private static NodeProto.VirtualService encode(
      VirtualServiceKey key, SortedSet<RealServerKey> realServers) {
    NodeProto.VirtualService.Builder message = ServiceWire.keyed(key);
    for (RealServerKey realServer : realServers) {
      message.addRealServers(
          NodeProto.RealServer.newBuilder()
              .setAddress(realServer.address().toString())
              .setPort(realServer.port()));
    }
    return message.build();
  }

  public static Ledger decode(Field at, LocalProto.LocalLedger message) throws WireException {
    return new Ledger(
        new HostIdentity(
            at.child("boot_id").filled(message.getBootId()), message.getNetworkNamespace()),
        at.child("services")
            .map(
                message.getServicesList(),
                ServiceWire::decodeKey,
                (field, service) ->
                    field
                        .child("real_servers")
                        .set(service.getRealServersList(), RealServerWire::decodeKey)),
        at.child("addresses").set(message.getAddressesList(), NodeStateWire::decode),
        NodeStateWire.decodeSysctls(at.child("sysctl_originals"), message.getSysctlOriginalsMap()),
        message.hasTimeoutsOriginal()
            ? SettingsWire.decode(at.child("timeouts_original"), message.getTimeoutsOriginal())
            : null,
        at.child("sync_daemons").set(message.getSyncDaemonsList(), SettingsWire::decode),
        at.child("devices").set(message.getDevicesList(), Field::text),
        at.child("decapsulation_ports")
            .set(message.getDecapsulationPortsList(), NetworkWire::decode),
        at.child("routes").set(message.getRoutesList(), NetworkWire::decode),
        NetworkWire.decodeRoutes(at.child("route_originals"), message.getRouteOriginalsList()));
  }
}
