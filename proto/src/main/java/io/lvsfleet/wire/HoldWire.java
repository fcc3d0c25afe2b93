package io.lvsfleet.wire;

import io.lvsfleet.model.Hold;
import io.lvsfleet.model.Weight;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Instant;
import java.util.List;

/// What was ordered on a node itself.
public final class HoldWire {

  private HoldWire() {}

  public static List<SessionProto.Hold> encode(List<Hold> holds) {
    return holds.stream().map(HoldWire::encode).toList();
  }

  private static SessionProto.Hold encode(Hold hold) {
    SessionProto.Hold.Builder message =
        SessionProto.Hold.newBuilder()
            .setBy(Limits.clip(hold.by()))
            .setSinceMs(hold.since().toEpochMilli());
    if (hold.until() != null) {
      message.setUntilMs(hold.until().toEpochMilli());
    }
    switch (hold.kind()) {
      case Hold.WeightHold(String service, String realServer, Weight weight) ->
          message.setWeight(
              SessionProto.Hold.WeightHold.newBuilder()
                  .setService(service)
                  .setRealServer(realServer)
                  .setWeight(weight.value()));
      case Hold.Freeze _ -> message.setFreeze(SessionProto.Hold.Freeze.getDefaultInstance());
      case Hold.Withdrawal _ ->
          message.setWithdrawal(SessionProto.Hold.Withdrawal.getDefaultInstance());
    }
    return message.build();
  }

  public static List<Hold> decode(Field at, List<SessionProto.Hold> messages) throws WireException {
    return at.list(messages, HoldWire::decode);
  }

  private static Hold decode(Field at, SessionProto.Hold message) throws WireException {
    Hold.Kind kind =
        switch (message.getKindCase()) {
          case WEIGHT -> {
            Field field = at.child("weight");
            yield new Hold.WeightHold(
                field.child("service").filled(message.getWeight().getService()),
                field.child("real_server").filled(message.getWeight().getRealServer()),
                field.child("weight").weight(message.getWeight().getWeight()));
          }
          case FREEZE -> new Hold.Freeze();
          case WITHDRAWAL -> new Hold.Withdrawal();
          case KIND_NOT_SET ->
              throw at.child("kind")
                  .error("", "is missing or of a kind this version does not know");
        };
    return new Hold(
        kind,
        at.child("by").text(message.getBy()),
        Instant.ofEpochMilli(message.getSinceMs()),
        message.getUntilMs() == 0 ? null : Instant.ofEpochMilli(message.getUntilMs()));
  }
}
