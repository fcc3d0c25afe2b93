package io.lvsfleet.wire;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Witnessing;
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.NodeProto.RealServer.Agreement;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What stands above a real server's configuration: operators' overrides, and whose word counts.
final class OverrideWire {

  private OverrideWire() {}

  static List<Agreement> agreements(SortedMap<CheckKey, Witnessing> checks) {
    return checks.entrySet().stream()
        .filter(one -> one.getValue().director() && one.getValue().realServer())
        .map(one ->
            Agreement.newBuilder()
                .setCheck(CheckWire.encode(one.getKey()))
                .setKind(encode(one.getValue()))
                .build())
        .toList();
  }

  static SortedMap<CheckKey, Witnessing> decodeChecks(Field at, NodeProto.RealServer message)
      throws WireException {
    SortedSet<CheckKey> own =
        at.child("own_checks").set(message.getOwnChecksList(), CheckWire::decodeKey);
    SortedSet<CheckKey> reported =
        at.child("reported_checks").set(message.getReportedChecksList(), CheckWire::decodeKey);
    SortedMap<CheckKey, Witnessing> agreements =
        at.child("agreements")
            .map(
                message.getAgreementsList(),
                (field, one) -> CheckWire.decodeKey(field.child("check"), one.getCheck()),
                (field, one) -> decode(field.child("kind"), one.getKind()));
    SortedMap<CheckKey, Witnessing> checks = new TreeMap<>();
    own.forEach(key -> checks.put(key, Witnessing.DIRECTOR));
    reported.forEach(key ->
        checks.put(
            key,
            own.contains(key)
                ? agreements.getOrDefault(key, Witnessing.ANY)
                : Witnessing.REAL_SERVER));
    return Sorted.map(checks);
  }

  private static Agreement.Kind encode(Witnessing witnessing) {
    return switch (witnessing) {
      case ANY -> Agreement.Kind.KIND_ANY;
      case ALL -> Agreement.Kind.KIND_ALL;
      case DIRECTOR_DECIDES -> Agreement.Kind.KIND_DIRECTOR_DECIDES;
      case REAL_SERVER_DECIDES -> Agreement.Kind.KIND_REAL_SERVER_DECIDES;
      case DIRECTOR, REAL_SERVER ->
          throw new IllegalArgumentException(witnessing + " alone has nobody to agree with");
    };
  }

  private static Witnessing decode(Field at, Agreement.Kind kind) throws WireException {
    return switch (kind) {
      case KIND_ANY -> Witnessing.ANY;
      case KIND_ALL -> Witnessing.ALL;
      case KIND_DIRECTOR_DECIDES -> Witnessing.DIRECTOR_DECIDES;
      case KIND_REAL_SERVER_DECIDES -> Witnessing.REAL_SERVER_DECIDES;
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(kind, "is not an agreement this version knows");
    };
  }

  static List<NodeProto.ServerOverride> encode(List<ServerOverride> overrides) {
    return overrides.stream().map(OverrideWire::encode).toList();
  }

  private static NodeProto.ServerOverride encode(ServerOverride override) {
    NodeProto.ServerOverride.Builder message =
        NodeProto.ServerOverride.newBuilder()
            .setId(override.id())
            .setBy(Limits.clip(override.by()))
            .setReason(Limits.clip(override.reason()))
            .setSinceMs(override.since().toEpochMilli())
            .setUntilMs(millis(override.until()));
    switch (override.kind()) {
      case ServerOverride.Drain(long connections, Instant deadline) ->
          message.setDrain(
              NodeProto.ServerOverride.Drain.newBuilder()
                  .setConnections(connections)
                  .setDeadlineMs(millis(deadline)));
      case ServerOverride.Maintenance _ ->
          message.setMaintenance(NodeProto.ServerOverride.Maintenance.getDefaultInstance());
      case ServerOverride.Disable _ ->
          message.setDisable(NodeProto.ServerOverride.Disable.getDefaultInstance());
      case ServerOverride.Pin(var weight) ->
          message.setPin(NodeProto.ServerOverride.Pin.newBuilder().setWeight(weight.value()));
    }
    return message.build();
  }

  /// 0 for none.
  static long millis(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }

  static List<ServerOverride> decode(Field at, List<NodeProto.ServerOverride> messages)
      throws WireException {
    return at.list(messages, OverrideWire::decode);
  }

  private static ServerOverride decode(Field at, NodeProto.ServerOverride message)
      throws WireException {
    return new ServerOverride(
        at.child("id").filled(message.getId()),
        decodeKind(at, message),
        at.child("by").text(message.getBy()),
        at.child("reason").text(message.getReason()),
        Instant.ofEpochMilli(message.getSinceMs()),
        Field.instant(message.getUntilMs()));
  }

  private static ServerOverride.Kind decodeKind(Field at, NodeProto.ServerOverride message)
      throws WireException {
    return switch (message.getKindCase()) {
      case DRAIN -> {
        Field field = at.child("drain.connections");
        long connections = field.count(message.getDrain().getConnections());
        Instant deadline = Field.instant(message.getDrain().getDeadlineMs());
        yield field.read(connections, () -> new ServerOverride.Drain(connections, deadline));
      }
      case MAINTENANCE -> new ServerOverride.Maintenance();
      case DISABLE -> new ServerOverride.Disable();
      case PIN ->
          new ServerOverride.Pin(at.child("pin.weight").weight(message.getPin().getWeight()));
      case KIND_NOT_SET ->
          throw at.child("kind").error("", "is missing or of a kind this version does not know");
    };
  }
}
