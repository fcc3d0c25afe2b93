package io.lvsfleet.wire;

import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.WeightAdvice;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A verdict, without the check it is about.
final class VerdictWire {

  private VerdictWire() {}

  static SessionProto.Verdict.Builder encode(CheckVerdict verdict) {
    Evidence evidence = verdict.evidence();
    SessionProto.Verdict.Builder message =
        SessionProto.Verdict.newBuilder()
            .setState(
                switch (verdict.state()) {
                  case UP -> SessionProto.Verdict.State.STATE_UP;
                  case DOWN -> SessionProto.Verdict.State.STATE_DOWN;
                })
            .setSinceMs(verdict.since().toEpochMilli())
            .setEvidence(Limits.clip(evidence.seen()))
            .setSent(Limits.clip(evidence.sent()))
            .setExpected(Limits.clip(evidence.expected()))
            .setRoundTripUs(evidence.roundTrip().toNanos() / 1000)
            .setWarning(Limits.clip(verdict.warning()));
    switch (verdict.advice()) {
      case null -> {}
      case WeightAdvice.Absolute(var weight) -> message.setWeight(weight.value());
      case WeightAdvice.Percent(int percent) -> message.setPercent(percent);
    }
    return message;
  }

  static CheckVerdict decode(Field at, SessionProto.Verdict message) throws WireException {
    return new CheckVerdict(
        switch (message.getState()) {
          case STATE_UP -> CheckVerdict.State.UP;
          case STATE_DOWN -> CheckVerdict.State.DOWN;
          case STATE_UNSPECIFIED, UNRECOGNIZED ->
              throw at.child("state")
                  .error(message.getState(), "is not a check state this version knows");
        },
        Instant.ofEpochMilli(message.getSinceMs()),
        new Evidence(
            at.child("sent").text(message.getSent()),
            at.child("evidence").text(message.getEvidence()),
            at.child("expected").text(message.getExpected()),
            micros(at.child("round_trip_us"), message.getRoundTripUs())),
        advice(at, message),
        at.child("warning").text(message.getWarning()));
  }

  private static Duration micros(Field at, long value) throws WireException {
    long micros = at.count(value);
    return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1000);
  }

  private static @Nullable WeightAdvice advice(Field at, SessionProto.Verdict message)
      throws WireException {
    return switch (message.getAdviceCase()) {
      case WEIGHT -> new WeightAdvice.Absolute(at.child("weight").weight(message.getWeight()));
      case PERCENT -> {
        Field field = at.child("percent");
        int percent = field.count(message.getPercent());
        yield field.read(percent, () -> new WeightAdvice.Percent(percent));
      }
      case ADVICE_NOT_SET -> null;
    };
  }
}
