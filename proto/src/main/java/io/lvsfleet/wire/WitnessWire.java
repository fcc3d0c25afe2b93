package io.lvsfleet.wire;

import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.SessionProto;

public final class WitnessWire {

  private WitnessWire() {}

  public static SessionProto.Witness encode(WitnessReport report) {
    SessionProto.Witness.Builder message =
        SessionProto.Witness.newBuilder()
            .setNode(report.witness().name())
            .setConnected(report.connected())
            .setBootId(Limits.clip(report.bootId()))
            .addAllReadiness(ReadinessWire.encode(report.readiness()))
            .addAllVerdicts(CheckWire.encode(report.checks()));
    if (report.silentSince() != null) {
      message.setSilentSinceMs(report.silentSince().toEpochMilli());
    }
    if (report.heardUntil() != null) {
      message.setHeardUntilMs(report.heardUntil().toEpochMilli());
    }
    return message.build();
  }

  public static WitnessReport decode(Field at, SessionProto.Witness message) throws WireException {
    return new WitnessReport(
        at.child("node").node(message.getNode()),
        message.getConnected(),
        Field.instant(message.getSilentSinceMs()),
        Field.instant(message.getHeardUntilMs()),
        at.child("boot_id").text(message.getBootId()),
        ReadinessWire.decode(at.child("readiness"), message.getReadinessList()),
        CheckWire.decodeVerdicts(at.child("verdicts"), message.getVerdictsList()));
  }
}
