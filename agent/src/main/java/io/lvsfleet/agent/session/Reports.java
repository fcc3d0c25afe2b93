package io.lvsfleet.agent.session;

import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.wire.CheckWire;
import io.lvsfleet.wire.Limits;
import io.lvsfleet.wire.ProtocolRange;
import io.lvsfleet.wire.ReadinessWire;
import io.lvsfleet.wire.StampWire;
import java.util.ArrayList;
import java.util.List;

/// What an agent says, as protocol messages.
final class Reports {

  /// A host full of other people's services must not make a message too large.
  static final int MAX_FOREIGN = 1_000;

  private Reports() {}

  static FromAgent hello(Self self) {
    SessionProto.Hello.Builder hello =
        SessionProto.Hello.newBuilder()
            .setProtocolMin(ProtocolRange.OURS.min())
            .setProtocolMax(ProtocolRange.OURS.max())
            .setProgramVersion(Limits.clip(self.programVersion()))
            .setKernelRelease(Limits.clip(self.kernelRelease()))
            .addAllAddresses(self.addresses().stream().map(IpAddress::toString).toList());
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
      case AgentMessage.ObservedReport(var readiness, var foreign, var servers, long drift) ->
          from.setObserved(
              SessionProto.Observed.newBuilder()
                  .addAllReadiness(ReadinessWire.encode(readiness))
                  .addAllForeign(foreign(foreign))
                  .addAllServers(servers.stream().map(Reports::encode).toList())
                  .setRepairedDrift(drift));
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

  private static SessionProto.EffectiveServer encode(EffectiveServer server) {
    return SessionProto.EffectiveServer.newBuilder()
        .setService(server.service())
        .setRealServer(server.realServer())
        .setPresent(server.present())
        .setWeight(server.weight().value())
        .setReason(Limits.clip(server.reason()))
        .build();
  }

  private static List<String> foreign(List<String> all) {
    List<String> shown =
        new ArrayList<>(all.stream().limit(MAX_FOREIGN).map(Limits::clip).toList());
    if (all.size() > MAX_FOREIGN) {
      shown.add("and " + (all.size() - MAX_FOREIGN) + " more");
    }
    return shown;
  }
}
