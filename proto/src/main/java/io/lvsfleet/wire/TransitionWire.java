package io.lvsfleet.wire;

import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.Transition.Testimony;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Instant;
import java.util.List;

/// What changed in what a director gives.
public final class TransitionWire {

  private TransitionWire() {}

  public static SessionProto.Transitions encode(List<Transition> transitions, long lost) {
    return SessionProto.Transitions.newBuilder()
        .addAllTransitions(transitions.stream().map(TransitionWire::encode).toList())
        .setLost(lost)
        .build();
  }

  private static SessionProto.HealthTransition encode(Transition transition) {
    return SessionProto.HealthTransition.newBuilder()
        .setAtMs(transition.at().toEpochMilli())
        .setService(transition.service())
        .setRealServer(transition.realServer())
        .setFrom(transition.from())
        .setTo(transition.to())
        .setPresent(transition.present())
        .setWeight(transition.weight())
        .setReason(Limits.clip(transition.reason()))
        .addAllTestimonies(transition.testimonies().stream().map(TransitionWire::encode).toList())
        .build();
  }

  private static SessionProto.HealthTransition.Testimony encode(Testimony testimony) {
    SessionProto.HealthTransition.Testimony.Builder message =
        SessionProto.HealthTransition.Testimony.newBuilder()
            .setWitness(testimony.witness().name())
            .setCheck(testimony.check())
            .setSilent(testimony.silent());
    CheckVerdict verdict = testimony.verdict();
    if (verdict != null) {
      message.setVerdict(VerdictWire.encode(verdict));
    }
    return message.build();
  }

  public static List<Transition> decode(Field at, SessionProto.Transitions message)
      throws WireException {
    return at.child("transitions").list(message.getTransitionsList(), TransitionWire::decode);
  }

  private static Transition decode(Field at, SessionProto.HealthTransition message)
      throws WireException {
    return new Transition(
        Instant.ofEpochMilli(message.getAtMs()),
        at.child("service").filled(message.getService()),
        at.child("real_server").text(message.getRealServer()),
        at.child("from").text(message.getFrom()),
        at.child("to").filled(message.getTo()),
        message.getPresent(),
        at.child("weight").count(message.getWeight()),
        at.child("reason").text(message.getReason()),
        at.child("testimonies").list(message.getTestimoniesList(), TransitionWire::testimony));
  }

  private static Testimony testimony(Field at, SessionProto.HealthTransition.Testimony message)
      throws WireException {
    return new Testimony(
        at.child("witness").node(message.getWitness()),
        at.child("check").filled(message.getCheck()),
        message.getSilent(),
        message.hasVerdict()
            ? VerdictWire.decode(at.child("verdict"), message.getVerdict())
            : null);
  }
}
