package io.lvsfleet.wire;

import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.protocol.v1.SessionProto;

public final class StampWire {

  private StampWire() {}

  public static SessionProto.Stamp encode(Stamp stamp) {
    SessionProto.Stamp.Builder message =
        SessionProto.Stamp.newBuilder()
            .setIncarnation(stamp.incarnation())
            .setNodeRevision(stamp.nodeRevision());
    stamp
        .clusters()
        .forEach((cluster, revision) -> message.putClusters(cluster.name(), revision.number()));
    return message.build();
  }

  public static Stamp decode(Field at, SessionProto.Stamp message) throws WireException {
    return new Stamp(
        at.child("incarnation").filled(message.getIncarnation()),
        at.child("node_revision").count(message.getNodeRevision()),
        at.child("clusters")
            .map(
                message.getClustersMap(),
                Field::cluster,
                (field, number) -> new Revision(field.count(number.longValue()))));
  }
}
