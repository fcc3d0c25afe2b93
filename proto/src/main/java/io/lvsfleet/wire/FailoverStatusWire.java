package io.lvsfleet.wire;

import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.VrrpStatus;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

final class FailoverStatusWire {

  private FailoverStatusWire() {}

  static SessionProto.FailoverStatus encode(FailoverStatus status) {
    SessionProto.FailoverStatus.Builder message =
        SessionProto.FailoverStatus.newBuilder()
            .setState(encode(status.state()))
            .setSinceMs(status.since().toEpochMilli())
            .setReason(Limits.clip(status.reason()))
            .setRealTime(status.realTime())
            .setLongestPauseUs(status.longestPause().toNanos() / 1000)
            .addAllDown(status.down().stream().map(Limits::clip).toList())
            .addAllTransitions(
                status.transitions().stream().map(FailoverStatusWire::encode).toList());
    status.instances().forEach((name, one) -> message.addInstances(encode(name, one)));
    if (status.handover() != null) {
      message.setHandover(status.handover());
    }
    return message.build();
  }

  static FailoverStatus decode(Field at, SessionProto.FailoverStatus message) throws WireException {
    return new FailoverStatus(
        decode(at.child("state"), message.getState()),
        Instant.ofEpochMilli(message.getSinceMs()),
        at.child("reason").text(message.getReason()),
        at.child("instances")
            .map(
                message.getInstancesList(),
                (field, one) -> field.child("name").filled(one.getName()),
                FailoverStatusWire::decode),
        message.getRealTime(),
        Duration.of(
            at.child("longest_pause_us").count(message.getLongestPauseUs()), ChronoUnit.MICROS),
        at.child("down").list(message.getDownList(), Field::text),
        message.getHandover().isEmpty() ? null : at.child("handover").text(message.getHandover()),
        at.child("transitions").list(message.getTransitionsList(), FailoverStatusWire::decode));
  }

  private static SessionProto.FailoverStatus.Transition encode(FailoverStatus.Transition one) {
    return SessionProto.FailoverStatus.Transition.newBuilder()
        .setAtMs(one.at().toEpochMilli())
        .setFrom(encode(one.from()))
        .setTo(encode(one.to()))
        .setReason(Limits.clip(one.reason()))
        .build();
  }

  private static FailoverStatus.Transition decode(
      Field at, SessionProto.FailoverStatus.Transition message) throws WireException {
    return new FailoverStatus.Transition(
        Instant.ofEpochMilli(message.getAtMs()),
        decode(at.child("from"), message.getFrom()),
        decode(at.child("to"), message.getTo()),
        at.child("reason").text(message.getReason()));
  }

  private static SessionProto.FailoverStatus.State encode(FailoverStatus.State state) {
    return switch (state) {
      case INIT -> SessionProto.FailoverStatus.State.STATE_INIT;
      case BACKUP -> SessionProto.FailoverStatus.State.STATE_BACKUP;
      case MASTER -> SessionProto.FailoverStatus.State.STATE_MASTER;
      case FAULT -> SessionProto.FailoverStatus.State.STATE_FAULT;
    };
  }

  private static FailoverStatus.State decode(Field at, SessionProto.FailoverStatus.State state)
      throws WireException {
    return switch (state) {
      case STATE_INIT -> FailoverStatus.State.INIT;
      case STATE_BACKUP -> FailoverStatus.State.BACKUP;
      case STATE_MASTER -> FailoverStatus.State.MASTER;
      case STATE_FAULT -> FailoverStatus.State.FAULT;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(state, "is not a VRRP state this version knows");
    };
  }

  private static SessionProto.VrrpStatus encode(String name, VrrpStatus status) {
    SessionProto.VrrpStatus.Builder message =
        SessionProto.VrrpStatus.newBuilder()
            .setName(name)
            .setPriority(status.priority())
            .setSent(status.sent())
            .setReceived(status.received())
            .setDiscarded(status.discarded());
    if (status.master() != null) {
      message.setMaster(status.master().toString());
    }
    VrrpStatus.Discard last = status.lastDiscard();
    if (last != null) {
      message.setLastDiscard(
          SessionProto.VrrpStatus.Discard.newBuilder()
              .setAtMs(last.at().toEpochMilli())
              .setSender(last.sender().toString())
              .setReason(encode(last.reason()))
              .setDetail(Limits.clip(last.detail())));
    }
    return message.build();
  }

  private static VrrpStatus decode(Field at, SessionProto.VrrpStatus message) throws WireException {
    return new VrrpStatus(
        at.child("priority").count(message.getPriority()),
        at.child("master").optionalAddress(message.getMaster()),
        at.child("sent").count(message.getSent()),
        at.child("received").count(message.getReceived()),
        at.child("discarded").count(message.getDiscarded()),
        message.hasLastDiscard()
            ? decode(at.child("last_discard"), message.getLastDiscard())
            : null);
  }

  private static VrrpStatus.Discard decode(Field at, SessionProto.VrrpStatus.Discard message)
      throws WireException {
    return new VrrpStatus.Discard(
        Instant.ofEpochMilli(message.getAtMs()),
        at.child("sender").address(message.getSender()),
        decode(at.child("reason"), message.getReason()),
        at.child("detail").text(message.getDetail()));
  }

  /// The names are the same but for the prefix that protobuf's scoping asks for.
  private static SessionProto.VrrpStatus.Reason encode(VrrpStatus.Reason reason) {
    return SessionProto.VrrpStatus.Reason.valueOf("REASON_" + reason.name());
  }

  private static VrrpStatus.Reason decode(Field at, SessionProto.VrrpStatus.Reason reason)
      throws WireException {
    return switch (reason) {
      case REASON_LENGTH -> VrrpStatus.Reason.LENGTH;
      case REASON_VERSION -> VrrpStatus.Reason.VERSION;
      case REASON_VERSION_MISMATCH -> VrrpStatus.Reason.VERSION_MISMATCH;
      case REASON_TYPE -> VrrpStatus.Reason.TYPE;
      case REASON_CHECKSUM -> VrrpStatus.Reason.CHECKSUM;
      case REASON_TTL -> VrrpStatus.Reason.TTL;
      case REASON_AUTHENTICATION -> VrrpStatus.Reason.AUTHENTICATION;
      case REASON_INTERVAL -> VrrpStatus.Reason.INTERVAL;
      case REASON_ADDRESSES -> VrrpStatus.Reason.ADDRESSES;
      case REASON_UNKNOWN_PEER -> VrrpStatus.Reason.UNKNOWN_PEER;
      case REASON_OWN_SOURCE -> VrrpStatus.Reason.OWN_SOURCE;
      case REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(reason, "is not a reason this version knows");
    };
  }
}
