package io.lvsfleet.wire;

import io.lvsfleet.model.Desired;
import io.lvsfleet.protocol.v1.SessionProto;

public final class DesiredWire {

  private DesiredWire() {}

  public static SessionProto.Desired encode(Desired desired) {
    return SessionProto.Desired.newBuilder()
        .setStamp(StampWire.encode(desired.stamp()))
        .setState(NodeStateWire.encode(desired.state()))
        .setAllowedRemovals(desired.allowedRemovals())
        .build();
  }

  public static Desired decode(Field at, SessionProto.Desired message) throws WireException {
    at.child("stamp").present(message.hasStamp());
    at.child("state").present(message.hasState());
    return new Desired(
        StampWire.decode(at.child("stamp"), message.getStamp()),
        NodeStateWire.decode(at.child("state"), message.getState()),
        at.child("allowed_removals").count(message.getAllowedRemovals()));
  }
}
