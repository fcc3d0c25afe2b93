package io.lvsfleet.wire;

import io.lvsfleet.model.Contest;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Observation;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

public final class ObservationWire {

  /// A host full of other people's services must not make a message too large.
  static final int MAX_LINES = 1_000;

  private ObservationWire() {}

  public static SessionProto.Observed encode(Observation observation) {
    SessionProto.Observed.Builder message =
        SessionProto.Observed.newBuilder()
            .addAllReadiness(ReadinessWire.encode(observation.readiness()))
            .addAllForeign(lines(observation.foreign()))
            .addAllServers(observation.servers().stream().map(EffectiveWire::encode).toList())
            .addAllServices(observation.services().stream().map(EffectiveWire::encode).toList())
            .setRepairedDrift(observation.repairedDrift())
            .addAllDrift(observation.drift().stream().map(ObservationWire::encode).toList())
            .addAllContests(observation.contests().stream().map(ObservationWire::encode).toList())
            .addAllFindings(
                observation.findings().stream()
                    .limit(MAX_LINES)
                    .map(ObservationWire::encode)
                    .toList())
            .addAllHolds(HoldWire.encode(observation.holds()))
            .addAllOutstanding(lines(observation.outstanding()));
    if (observation.failover() != null) {
      message.setFailover(FailoverStatusWire.encode(observation.failover()));
    }
    return message.build();
  }

  public static Observation decode(Field at, SessionProto.Observed message) throws WireException {
    return new Observation(
        ReadinessWire.decode(at.child("readiness"), message.getReadinessList()),
        at.child("foreign").list(message.getForeignList(), Field::text),
        at.child("servers").list(message.getServersList(), EffectiveWire::decode),
        at.child("services").list(message.getServicesList(), EffectiveWire::decode),
        at.child("repaired_drift").count(message.getRepairedDrift()),
        at.child("drift").list(message.getDriftList(), ObservationWire::decode),
        at.child("contests").list(message.getContestsList(), ObservationWire::decode),
        at.child("findings").list(message.getFindingsList(), ObservationWire::decode),
        HoldWire.decode(at.child("holds"), message.getHoldsList()),
        at.child("outstanding").list(message.getOutstandingList(), Field::text),
        message.hasFailover()
            ? FailoverStatusWire.decode(at.child("failover"), message.getFailover())
            : null);
  }

  private static List<String> lines(List<String> all) {
    List<String> shown = new ArrayList<>(all.stream().limit(MAX_LINES).map(Limits::clip).toList());
    if (all.size() > MAX_LINES) {
      shown.add("and " + (all.size() - MAX_LINES) + " more");
    }
    return shown;
  }

  private static SessionProto.Drift encode(Drift drift) {
    return SessionProto.Drift.newBuilder()
        .setAtMs(drift.at().toEpochMilli())
        .setOperation(Limits.clip(drift.operation()))
        .setRepaired(drift.repaired())
        .build();
  }

  private static Drift decode(Field at, SessionProto.Drift drift) throws WireException {
    return new Drift(
        Instant.ofEpochMilli(drift.getAtMs()),
        at.child("operation").text(drift.getOperation()),
        drift.getRepaired());
  }

  private static SessionProto.Contest encode(Contest contest) {
    return SessionProto.Contest.newBuilder()
        .setObject(Limits.clip(contest.object()))
        .setTimes(contest.times())
        .setSinceMs(contest.since().toEpochMilli())
        .build();
  }

  private static Contest decode(Field at, SessionProto.Contest contest) throws WireException {
    return new Contest(
        at.child("object").text(contest.getObject()),
        at.child("times").count(contest.getTimes()),
        Instant.ofEpochMilli(contest.getSinceMs()));
  }

  private static SessionProto.Finding encode(Finding finding) {
    return SessionProto.Finding.newBuilder()
        .setSubject(Limits.clip(finding.subject()))
        .setSeen(Limits.clip(finding.seen()))
        .setAdvice(Limits.clip(finding.advice()))
        .build();
  }

  private static Finding decode(Field at, SessionProto.Finding finding) throws WireException {
    return new Finding(
        at.child("subject").text(finding.getSubject()),
        at.child("seen").text(finding.getSeen()),
        at.child("advice").text(finding.getAdvice()));
  }
}
