package io.lvsfleet.wire;

import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.SessionProto;

public final class WitnessWire {

  private WitnessWire() {}

  public static SessionProto.Witness encode(WitnessReport report) {
    return SessionProto.Witness.newBuilder()
        .setNode(report.witness().name())
        .setConnected(report.connected())
        .addAllReadiness(ReadinessWire.encode(report.readiness()))
        .addAllVerdicts(CheckWire.encode(report.checks()))
        .build();
  }

  public static WitnessReport decode(Field at, SessionProto.Witness message) throws WireException {
    return new WitnessReport(
        at.child("node").node(message.getNode()),
        message.getConnected(),
        ReadinessWire.decode(at.child("readiness"), message.getReadinessList()),
        CheckWire.decodeVerdicts(at.child("verdicts"), message.getVerdictsList()));
  }
}
