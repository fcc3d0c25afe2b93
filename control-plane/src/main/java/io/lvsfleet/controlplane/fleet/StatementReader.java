package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.CapabilitiesWire;
import io.lvsfleet.wire.CheckWire;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.ObservationWire;
import io.lvsfleet.wire.ProtocolRange;
import io.lvsfleet.wire.StampWire;
import io.lvsfleet.wire.StatisticsWire;
import io.lvsfleet.wire.TransitionWire;
import io.lvsfleet.wire.WireException;

/// Reads what agents send.
final class StatementReader {

  private StatementReader() {}

  static Statement read(SessionProto.FromAgent message) throws WireException {
    return switch (message.getMessageCase()) {
      case HELLO -> read(new Field("hello"), message.getHello());
      case APPLIED -> {
        Field at = new Field("applied.stamp");
        at.present(message.getApplied().hasStamp());
        yield new Statement.Applied(StampWire.decode(at, message.getApplied().getStamp()));
      }
      case REJECTED -> read(new Field("rejected"), message.getRejected());
      case HEALTH_REPORT ->
          new Statement.Health(
              CheckWire.decodeVerdicts(
                  new Field("health_report.verdicts"),
                  message.getHealthReport().getVerdictsList()));
      case OBSERVED ->
          new Statement.Observed(
              ObservationWire.decode(new Field("observed"), message.getObserved()));
      case STATISTICS ->
          new Statement.Counted(
              StatisticsWire.decode(new Field("statistics"), message.getStatistics()));
      case TRANSITIONS -> {
        Field at = new Field("transitions");
        yield new Statement.Changed(
            TransitionWire.decode(at, message.getTransitions()),
            at.child("lost").count(message.getTransitions().getLost()));
      }
      case MESSAGE_NOT_SET ->
          throw new Field("message")
              .error("", "is missing or of a kind this version does not know");
    };
  }

  private static Statement read(Field at, SessionProto.Hello hello) throws WireException {
    return new Statement.Hello(
        ProtocolRange.decode(
            at.child("protocol_min"), hello.getProtocolMin(), hello.getProtocolMax()),
        new AgentFacts(
            at.child("program_version").text(hello.getProgramVersion()),
            at.child("kernel_release").text(hello.getKernelRelease()),
            at.child("addresses").set(hello.getAddressesList(), Field::address),
            hello.hasCapabilities()
                ? CapabilitiesWire.decode(at.child("capabilities"), hello.getCapabilities())
                : Capabilities.UNKNOWN,
            at.child("boot_id").text(hello.getBootId())),
        hello.hasApplied() ? StampWire.decode(at.child("applied"), hello.getApplied()) : null);
  }

  private static Statement read(Field at, SessionProto.Rejected rejected) throws WireException {
    at.child("stamp").present(rejected.hasStamp());
    return new Statement.Rejected(
        new Rejection(
            StampWire.decode(at.child("stamp"), rejected.getStamp()),
            at.child("reasons")
                .list(
                    rejected.getReasonsList(),
                    (field, reason) ->
                        new Rejection.Reason(
                            field.child("object").text(reason.getObject()),
                            field.child("code").text(reason.getCode()),
                            field.child("detail").text(reason.getDetail())))));
  }
}
