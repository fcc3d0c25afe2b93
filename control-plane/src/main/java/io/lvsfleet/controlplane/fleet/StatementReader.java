package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Weight;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.CheckWire;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.ProtocolRange;
import io.lvsfleet.wire.ReadinessWire;
import io.lvsfleet.wire.StampWire;
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
      case OBSERVED -> read(new Field("observed"), message.getObserved());
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
            at.child("addresses").set(hello.getAddressesList(), Field::address)),
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

  private static Statement read(Field at, SessionProto.Observed observed) throws WireException {
    return new Statement.Observed(
        ReadinessWire.decode(at.child("readiness"), observed.getReadinessList()),
        at.child("foreign").list(observed.getForeignList(), Field::text),
        at.child("servers").list(observed.getServersList(), StatementReader::read),
        at.child("repaired_drift").count(observed.getRepairedDrift()));
  }

  private static EffectiveServer read(Field at, SessionProto.EffectiveServer server)
      throws WireException {
    return new EffectiveServer(
        at.child("service").filled(server.getService()),
        at.child("real_server").filled(server.getRealServer()),
        server.getPresent(),
        at.child("weight").read(server.getWeight(), () -> new Weight(server.getWeight())),
        at.child("reason").text(server.getReason()));
  }
}
