package io.lvsfleet.wire;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.protocol.v1.NodeProto;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

public final class NodeStateWire {

  private NodeStateWire() {}

  public static NodeProto.NodeState encode(NodeState state) {
    NodeProto.NodeState.Builder message =
        NodeProto.NodeState.newBuilder()
            .setNode(state.node().name())
            .setPolicy(SettingsWire.encode(state.policy()));
    if (state.director() != null) {
      message.setDirector(DirectorWire.encode(state.director()));
    }
    state
        .realServers()
        .forEach((cluster, realServer) ->
            message.addRealServers(
                NodeProto.RealServerState.newBuilder()
                    .setCluster(cluster.name())
                    .addAllHeldAddresses(encode(realServer.heldAddresses()))
                    .putAllSysctls(encode(realServer.sysctls()))
                    .putAllVerified(encode(realServer.verified()))
                    .setNetwork(NetworkWire.encode(realServer.network()))
                    .addAllGateways(
                        realServer.gateways().stream().map(IpAddress::toString).toList())));
    state.checks().forEach((key, check) -> message.addChecks(CheckWire.encode(key, check)));
    return message.build();
  }

  public static NodeState decode(Field at, NodeProto.NodeState message) throws WireException {
    return new NodeState(
        at.child("node").node(message.getNode()),
        message.hasDirector()
            ? DirectorWire.decode(at.child("director"), message.getDirector())
            : null,
        at.child("real_servers")
            .map(
                message.getRealServersList(),
                (field, one) -> field.child("cluster").cluster(one.getCluster()),
                NodeStateWire::decode),
        at.child("checks")
            .map(
                message.getChecksList(),
                (field, one) -> CheckWire.decodeKey(field.child("key"), one.getKey()),
                CheckWire::decode),
        message.hasPolicy()
            ? SettingsWire.decode(at.child("policy"), message.getPolicy())
            : NodePolicy.DEFAULT);
  }

  private static RealServerState decode(Field at, NodeProto.RealServerState message)
      throws WireException {
    return new RealServerState(
        at.child("held_addresses").set(message.getHeldAddressesList(), NodeStateWire::decode),
        decodeSysctls(at.child("sysctls"), message.getSysctlsMap()),
        decodeSysctls(at.child("verified"), message.getVerifiedMap()),
        NetworkWire.decode(at.child("network"), message.getNetwork()),
        at.child("gateways").set(message.getGatewaysList(), Field::address));
  }

  static List<NodeProto.LocalAddress> encode(Collection<LocalAddress> addresses) {
    return addresses.stream()
        .map(address ->
            NodeProto.LocalAddress.newBuilder()
                .setInterface(address.interfaceName())
                .setAddress(address.address().toString())
                .setPrefixLength(address.prefixLength())
                .build())
        .toList();
  }

  static LocalAddress decode(Field at, NodeProto.LocalAddress message) throws WireException {
    var address = at.child("address").address(message.getAddress());
    return at.read(
        message.getInterface() + " " + address + "/" + message.getPrefixLength(),
        () -> new LocalAddress(message.getInterface(), address, message.getPrefixLength()));
  }

  static Map<String, String> encode(SortedMap<SysctlKey, String> sysctls) {
    Map<String, String> message = new TreeMap<>();
    sysctls.forEach((key, value) -> message.put(key.name(), value));
    return message;
  }

  static SortedMap<SysctlKey, String> decodeSysctls(Field at, Map<String, String> message)
      throws WireException {
    return at.map(
        message, (field, name) -> field.read(name, () -> new SysctlKey(name)), Field::text);
  }
}
