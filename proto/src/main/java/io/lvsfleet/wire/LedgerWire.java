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
    return Ledger.of(
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
        NodeStateWire.decodeSysctls(at.child("sysctl_originals"), message.getSysctlOriginalsMap()));
  }
}
