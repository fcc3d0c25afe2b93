package io.lvsfleet.wire;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.protocol.v1.SessionProto;
import java.util.List;
import java.util.SortedMap;

/// A node's readiness as a real server, per cluster.
public final class ReadinessWire {

  private ReadinessWire() {}

  public static List<SessionProto.Readiness> encode(SortedMap<ClusterId, Readiness> readiness) {
    return readiness.entrySet().stream().map(e -> encode(e.getKey(), e.getValue())).toList();
  }

  private static SessionProto.Readiness encode(ClusterId cluster, Readiness readiness) {
    SessionProto.Readiness.Builder message =
        SessionProto.Readiness.newBuilder()
            .setCluster(cluster.name())
            .setLapses(readiness.lapses());
    readiness
        .addresses()
        .forEach((address, missing) -> message.addAddresses(encode(address, missing)));
    readiness
        .gateways()
        .forEach((gateway, missing) -> message.addGateways(encode(gateway, missing)));
    return message.build();
  }

  private static SessionProto.Readiness.AddressReadiness encode(
      IpAddress address, List<Precondition> missing) {
    return SessionProto.Readiness.AddressReadiness.newBuilder()
        .setAddress(address.toString())
        .addAllMissing(
            missing.stream()
                .map(one ->
                    SessionProto.Readiness.Precondition.newBuilder()
                        .setSubject(Limits.clip(one.subject()))
                        .setSeen(Limits.clip(one.seen()))
                        .setNeeded(Limits.clip(one.needed()))
                        .build())
                .toList())
        .build();
  }

  public static SortedMap<ClusterId, Readiness> decode(
      Field at, List<SessionProto.Readiness> messages) throws WireException {
    return at.map(
        messages,
        (field, one) -> field.child("cluster").cluster(one.getCluster()),
        ReadinessWire::decode);
  }

  private static Readiness decode(Field at, SessionProto.Readiness message) throws WireException {
    return new Readiness(
        decodeAddresses(at.child("addresses"), message.getAddressesList()),
        decodeAddresses(at.child("gateways"), message.getGatewaysList()),
        at.child("lapses").count(message.getLapses()));
  }

  private static SortedMap<IpAddress, List<Precondition>> decodeAddresses(
      Field at, List<SessionProto.Readiness.AddressReadiness> messages) throws WireException {
    return at.map(
        messages,
        (field, one) -> field.child("address").address(one.getAddress()),
        (field, one) -> field.child("missing").list(one.getMissingList(), ReadinessWire::decode));
  }

  private static Precondition decode(Field at, SessionProto.Readiness.Precondition message)
      throws WireException {
    return new Precondition(
        at.child("subject").filled(message.getSubject()),
        at.child("seen").text(message.getSeen()),
        at.child("needed").text(message.getNeeded()));
  }
}
