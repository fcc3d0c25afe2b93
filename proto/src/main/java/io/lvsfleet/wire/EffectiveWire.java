package io.lvsfleet.wire;

import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveServer.DrainProgress;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a director gives real servers, and how its virtual services stand.
public final class EffectiveWire {

  private static final String PREFIX = "SERVER_STATE_";

  private EffectiveWire() {}

  static SessionProto.EffectiveServer encode(EffectiveServer server) {
    SessionProto.EffectiveServer.Builder message =
        SessionProto.EffectiveServer.newBuilder()
            .setService(server.service())
            .setRealServer(server.realServer())
            .setPresent(server.present())
            .setWeight(server.weight().value())
            .setState(encode(server.state()))
            .setSinceMs(server.since().toEpochMilli())
            .setReason(Limits.clip(server.reason()));
    DrainProgress drain = server.drain();
    if (drain != null) {
      message.setDrain(encode(drain));
    }
    return message.build();
  }

  static EffectiveServer decode(Field at, SessionProto.EffectiveServer server)
      throws WireException {
    return new EffectiveServer(
        at.child("service").filled(server.getService()),
        at.child("real_server").filled(server.getRealServer()),
        server.getPresent(),
        at.child("weight").weight(server.getWeight()),
        state(at.child("state"), server),
        Instant.ofEpochMilli(server.getSinceMs()),
        at.child("reason").text(server.getReason()),
        server.hasDrain() ? decode(at.child("drain"), server.getDrain()) : null);
  }

  public static SessionProto.ServerState encode(ServerState state) {
    return SessionProto.ServerState.valueOf(PREFIX + state.name());
  }

  /// An agent of an earlier version says only what a server gets.
  private static ServerState state(Field at, SessionProto.EffectiveServer server)
      throws WireException {
    SessionProto.ServerState state = server.getState();
    if (state == SessionProto.ServerState.SERVER_STATE_UNSPECIFIED) {
      return server.getPresent() && server.getWeight() != 0 ? ServerState.UP : ServerState.DOWN;
    }
    return decode(at, state);
  }

  public static ServerState decode(Field at, SessionProto.ServerState state) throws WireException {
    if (state == SessionProto.ServerState.UNRECOGNIZED
        || state == SessionProto.ServerState.SERVER_STATE_UNSPECIFIED) {
      throw at.error(state, "is not a state of a real server this version knows");
    }
    return ServerState.valueOf(state.name().substring(PREFIX.length()));
  }

  private static SessionProto.EffectiveServer.DrainProgress encode(DrainProgress drain) {
    SessionProto.EffectiveServer.DrainProgress.Builder message =
        SessionProto.EffectiveServer.DrainProgress.newBuilder()
            .setLeft(drain.left())
            .setEstimatedMs(OverrideWire.millis(drain.estimated()))
            .setDeadlineMs(OverrideWire.millis(drain.deadline()));
    if (drain.active() != null && drain.persistent() != null) {
      message.setCounted(true).setActive(drain.active()).setPersistent(drain.persistent());
    }
    return message.build();
  }

  private static DrainProgress decode(Field at, SessionProto.EffectiveServer.DrainProgress message)
      throws WireException {
    return new DrainProgress(
        counted(at.child("active"), message.getCounted(), message.getActive()),
        counted(at.child("persistent"), message.getCounted(), message.getPersistent()),
        at.child("left").count(message.getLeft()),
        Field.instant(message.getEstimatedMs()),
        Field.instant(message.getDeadlineMs()));
  }

  private static @Nullable Long counted(Field at, boolean counted, long value)
      throws WireException {
    return counted ? at.count(value) : null;
  }

  static SessionProto.EffectiveService encode(EffectiveService service) {
    return SessionProto.EffectiveService.newBuilder()
        .setService(service.service())
        .setQuorum(service.quorum())
        .setSinceMs(service.since().toEpochMilli())
        .setWeight(service.weight())
        .setSorrySinceMs(OverrideWire.millis(service.sorrySince()))
        .setPanicSinceMs(OverrideWire.millis(service.panicSince()))
        .build();
  }

  static EffectiveService decode(Field at, SessionProto.EffectiveService service)
      throws WireException {
    return new EffectiveService(
        at.child("service").filled(service.getService()),
        service.getQuorum(),
        Instant.ofEpochMilli(service.getSinceMs()),
        at.child("weight").count(service.getWeight()),
        Field.instant(service.getSorrySinceMs()),
        Field.instant(service.getPanicSinceMs()));
  }
}
