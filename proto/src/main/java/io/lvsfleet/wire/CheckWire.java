package io.lvsfleet.wire;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Timing;
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/// Checks and what came of them. Times travel in whole milliseconds.
public final class CheckWire {

  private CheckWire() {}

  static NodeProto.CheckKey encode(CheckKey key) {
    return NodeProto.CheckKey.newBuilder()
        .setCluster(key.cluster().name())
        .setService(key.service())
        .setRealServer(key.realServer())
        .setCheck(key.check())
        .build();
  }

  static CheckKey decodeKey(Field at, NodeProto.CheckKey message) throws WireException {
    return new CheckKey(
        at.child("cluster").cluster(message.getCluster()),
        at.child("service").filled(message.getService()),
        at.child("real_server").filled(message.getRealServer()),
        at.child("check").filled(message.getCheck()));
  }

  static NodeProto.Check encode(CheckKey key, CheckSpec check) {
    Timing timing = check.timing();
    return NodeProto.Check.newBuilder()
        .setKey(encode(key))
        .setIntervalMs(timing.interval().toMillis())
        .setTimeoutMs(timing.timeout().toMillis())
        .setFall(timing.fall())
        .setRise(timing.rise())
        .setProbe(ProbeWire.encode(check.probe()))
        .setFastIntervalMs(
            timing.fastInterval().equals(timing.interval()) ? 0 : timing.fastInterval().toMillis())
        .setInitiallyDown(timing.initially() == Timing.Initially.DOWN)
        .setRestartGraceMs(timing.restartGrace().toMillis())
        .build();
  }

  static CheckSpec decode(Field at, NodeProto.Check message) throws WireException {
    Duration interval = at.child("interval_ms").millis(message.getIntervalMs());
    Duration timeout = at.child("timeout_ms").millis(message.getTimeoutMs());
    Duration fast = at.child("fast_interval_ms").millis(message.getFastIntervalMs());
    Duration grace = at.child("restart_grace_ms").millis(message.getRestartGraceMs());
    Timing timing =
        at.read(
            interval + " " + timeout + " fall " + message.getFall() + " rise " + message.getRise(),
            () ->
                new Timing(
                    interval,
                    timeout,
                    message.getFall(),
                    message.getRise(),
                    fast.isZero() ? interval : fast,
                    message.getInitiallyDown() ? Timing.Initially.DOWN : Timing.Initially.UP,
                    grace));
    return new CheckSpec(ProbeWire.decode(at.child("probe"), message.getProbe()), timing);
  }

  public static List<SessionProto.Verdict> encode(SortedMap<CheckKey, CheckVerdict> verdicts) {
    return verdicts.entrySet().stream().map(e -> encode(e.getKey(), e.getValue())).toList();
  }

  private static SessionProto.Verdict encode(CheckKey key, CheckVerdict verdict) {
    return VerdictWire.encode(verdict).setCheck(encode(key)).build();
  }

  public static SortedMap<CheckKey, CheckVerdict> decodeVerdicts(
      Field at, List<SessionProto.Verdict> messages) throws WireException {
    return at.map(
        messages,
        (field, one) -> decodeKey(field.child("check"), one.getCheck()),
        VerdictWire::decode);
  }
}
