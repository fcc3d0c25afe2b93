package io.lvsfleet.agent.state;

import io.lvsfleet.agent.core.verdict.DrainMemory;
import io.lvsfleet.agent.core.verdict.ServerMemory;
import io.lvsfleet.agent.core.verdict.ServiceMemory;
import io.lvsfleet.protocol.v1.LocalProto;
import io.lvsfleet.wire.EffectiveWire;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What verdicts rest on, in the state file.
final class ServiceMemoryWire {

  private ServiceMemoryWire() {}

  static List<LocalProto.ServiceMemory> encode(SortedMap<String, ServiceMemory> services) {
    List<LocalProto.ServiceMemory> all = new ArrayList<>(services.size());
    services.forEach((name, memory) -> {
      LocalProto.ServiceMemory.Builder message =
          LocalProto.ServiceMemory.newBuilder()
              .setService(name)
              .setQuorum(memory.quorum())
              .setQuorumSinceMs(memory.quorumSince().toEpochMilli())
              .setSorrySinceMs(millis(memory.sorrySince()))
              .setPanicSinceMs(millis(memory.panicSince()));
      if (memory.sorry() != null) {
        message.setSorry(encode("", memory.sorry()));
      }
      memory.servers().forEach((server, one) -> message.addServers(encode(server, one)));
      all.add(message.build());
    });
    return all;
  }

  private static LocalProto.ServerMemory encode(String name, ServerMemory memory) {
    LocalProto.ServerMemory.Builder message =
        LocalProto.ServerMemory.newBuilder()
            .setName(name)
            .setState(EffectiveWire.encode(memory.state()))
            .setSinceMs(memory.since().toEpochMilli())
            .setServed(memory.served())
            .setProven(memory.proven())
            .setFailingSinceMs(millis(memory.failingSince()))
            .setRecoveredMs(millis(memory.recoveredAt()))
            .setSlowSinceMs(millis(memory.slowSince()));
    memory.falls().forEach(fall -> message.addFallsMs(fall.toEpochMilli()));
    DrainMemory drain = memory.drain();
    if (drain != null) {
      message.setDrain(encode(drain));
    }
    return message.build();
  }

  private static LocalProto.ServerMemory.Drain encode(DrainMemory drain) {
    LocalProto.ServerMemory.Drain.Builder message =
        LocalProto.ServerMemory.Drain.newBuilder()
            .setOrder(drain.order())
            .setBeganMs(drain.began().toEpochMilli())
            .setThrough(drain.through());
    if (drain.countedAt() != null
        && drain.first() != null
        && drain.active() != null
        && drain.persistent() != null) {
      message
          .setCountedMs(drain.countedAt().toEpochMilli())
          .setFirst(drain.first())
          .setActive(drain.active())
          .setPersistent(drain.persistent());
    }
    return message.build();
  }

  private static long millis(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }

  static SortedMap<String, ServiceMemory> decode(Field at, List<LocalProto.ServiceMemory> messages)
      throws WireException {
    return at.map(
        messages,
        (field, one) -> field.child("service").filled(one.getService()),
        ServiceMemoryWire::decode);
  }

  private static ServiceMemory decode(Field at, LocalProto.ServiceMemory message)
      throws WireException {
    return new ServiceMemory(
        message.getQuorum(),
        Instant.ofEpochMilli(message.getQuorumSinceMs()),
        Field.instant(message.getSorrySinceMs()),
        Field.instant(message.getPanicSinceMs()),
        message.hasSorry() ? server(at.child("sorry"), message.getSorry()) : null,
        at.child("servers")
            .map(
                message.getServersList(),
                (field, one) -> field.child("name").filled(one.getName()),
                ServiceMemoryWire::server));
  }

  private static ServerMemory server(Field at, LocalProto.ServerMemory message)
      throws WireException {
    return new ServerMemory(
        EffectiveWire.decode(at.child("state"), message.getState()),
        Instant.ofEpochMilli(message.getSinceMs()),
        message.getServed(),
        message.getProven(),
        Field.instant(message.getFailingSinceMs()),
        Field.instant(message.getRecoveredMs()),
        Field.instant(message.getSlowSinceMs()),
        message.getFallsMsList().stream().map(Instant::ofEpochMilli).toList(),
        message.hasDrain() ? decode(at.child("drain"), message.getDrain()) : null);
  }

  private static DrainMemory decode(Field at, LocalProto.ServerMemory.Drain message)
      throws WireException {
    boolean counted = message.getCountedMs() != 0;
    return new DrainMemory(
        at.child("order").filled(message.getOrder()),
        Instant.ofEpochMilli(message.getBeganMs()),
        counted ? Long.valueOf(at.child("first").count(message.getFirst())) : null,
        counted ? Long.valueOf(at.child("active").count(message.getActive())) : null,
        counted ? Long.valueOf(at.child("persistent").count(message.getPersistent())) : null,
        Field.instant(message.getCountedMs()),
        message.getThrough());
  }
}
