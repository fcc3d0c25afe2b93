package io.lvsfleet.wire;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckSpec.Probe;
import io.lvsfleet.model.CheckVerdict;
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
    NodeProto.Check.Builder message =
        NodeProto.Check.newBuilder()
            .setKey(encode(key))
            .setIntervalMs(check.interval().toMillis())
            .setTimeoutMs(check.timeout().toMillis())
            .setFall(check.fall())
            .setRise(check.rise());
    switch (check.probe()) {
      case Probe.TcpConnect(var address, int port) ->
          message.setTcpConnect(
              NodeProto.Check.TcpConnect.newBuilder().setAddress(address.toString()).setPort(port));
    }
    return message.build();
  }

  static CheckSpec decode(Field at, NodeProto.Check message) throws WireException {
    Probe probe =
        switch (message.getProbeCase()) {
          case TCP_CONNECT -> {
            Field field = at.child("tcp_connect");
            yield new Probe.TcpConnect(
                field.child("address").address(message.getTcpConnect().getAddress()),
                field.child("port").port(message.getTcpConnect().getPort()));
          }
          case PROBE_NOT_SET ->
              throw at.child("probe")
                  .error("", "is missing or of a kind this version does not know");
        };
    // Both are compared with limits of hours next, so the conversion must not overflow before.
    Duration interval = Duration.ofMillis(at.child("interval_ms").count(message.getIntervalMs()));
    Duration timeout = Duration.ofMillis(at.child("timeout_ms").count(message.getTimeoutMs()));
    return at.read(
        interval + " " + timeout + " fall " + message.getFall() + " rise " + message.getRise(),
        () -> new CheckSpec(probe, interval, timeout, message.getFall(), message.getRise()));
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
