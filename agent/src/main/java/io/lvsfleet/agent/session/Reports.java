package io.lvsfleet.agent.session;

import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.wire.CapabilitiesWire;
import io.lvsfleet.wire.CheckWire;
import io.lvsfleet.wire.Limits;
import io.lvsfleet.wire.ObservationWire;
import io.lvsfleet.wire.ProtocolRange;
import io.lvsfleet.wire.StampWire;
import io.lvsfleet.wire.StatisticsWire;
import io.lvsfleet.wire.TransitionWire;

/// What an agent says, as protocol messages.
final class Reports {

  private Reports() {}

  static FromAgent hello(Self self) {
    SessionProto.Hello.Builder hello =
        SessionProto.Hello.newBuilder()
            .setProtocolMin(ProtocolRange.OURS.min())
            .setProtocolMax(ProtocolRange.OURS.max())
            .setProgramVersion(Limits.clip(self.programVersion()))
            .setKernelRelease(Limits.clip(self.kernelRelease()))
            .setBootId(Limits.clip(self.bootId()))
            .addAllAddresses(self.addresses().stream().map(IpAddress::toString).toList());
    if (!self.capabilities().equals(Capabilities.UNKNOWN)) {
      hello.setCapabilities(CapabilitiesWire.encode(self.capabilities()));
    }
    if (self.applied() != null) {
      hello.setApplied(StampWire.encode(self.applied()));
    }
    return FromAgent.newBuilder().setHello(hello).build();
  }

  static FromAgent encode(AgentMessage message) {
    FromAgent.Builder from = FromAgent.newBuilder();
    switch (message) {
      case AgentMessage.Applied(var stamp) ->
          from.setApplied(SessionProto.Applied.newBuilder().setStamp(StampWire.encode(stamp)));
      case AgentMessage.Rejected(var stamp, var reasons) ->
          from.setRejected(
              SessionProto.Rejected.newBuilder()
                  .setStamp(StampWire.encode(stamp))
                  .addAllReasons(reasons.stream().map(Reports::encode).toList()));
      case AgentMessage.HealthReport(var verdicts) ->
          from.setHealthReport(
              SessionProto.HealthReport.newBuilder().addAllVerdicts(CheckWire.encode(verdicts)));
      case AgentMessage.ObservedReport(var observation) ->
          from.setObserved(ObservationWire.encode(observation));
      case AgentMessage.TransitionReport(var transitions, long lost) ->
          from.setTransitions(TransitionWire.encode(transitions, lost));
      case AgentMessage.StatisticsReport(var statistics) ->
          from.setStatistics(StatisticsWire.encode(statistics));
    }
    return from.build();
  }

  private static SessionProto.Rejected.Reason encode(AgentMessage.Reason reason) {
    return SessionProto.Rejected.Reason.newBuilder()
        .setObject(Limits.clip(reason.object()))
        .setCode(Limits.clip(reason.code()))
        .setDetail(Limits.clip(reason.detail()))
        .build();
  }
}
