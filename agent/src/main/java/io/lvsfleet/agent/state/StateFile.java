package io.lvsfleet.agent.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.LocalProto.LocalState;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.CheckWire;
import io.lvsfleet.wire.DesiredWire;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.HoldWire;
import io.lvsfleet.wire.WireException;
import io.lvsfleet.wire.WitnessWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The last known good: `state` in the agent's directory.
public final class StateFile {

  private final DurableFile file;

  public StateFile(Path directory) {
    file = new DurableFile(directory.resolve("state"));
  }

  public void write(Memory memory) throws IOException {
    LocalState.Builder message =
        LocalState.newBuilder()
            .addAllVerdicts(CheckWire.encode(memory.verdicts()))
            .addAllHolds(HoldWire.encode(memory.holds()))
            .setReached(memory.reached())
            .addAllServices(ServiceMemoryWire.encode(memory.services()));
    if (memory.desired() != null) {
      message.setDesired(DesiredWire.encode(memory.desired()));
    }
    if (memory.heldBack() != null) {
      message.setHeldBack(DesiredWire.encode(memory.heldBack()));
    }
    memory.witnesses().values().forEach(w -> message.addWitnesses(WitnessWire.encode(w)));
    file.write(message.build().toByteArray());
  }

  public Optional<Memory> read() throws IOException, DamagedFileException {
    Optional<byte[]> content = file.read();
    return content.isEmpty() ? Optional.empty() : Optional.of(decode(content.get()));
  }

  private Memory decode(byte[] content) throws DamagedFileException {
    try {
      LocalState message = LocalState.parseFrom(content);
      Field at = new Field("state");
      SortedMap<NodeId, WitnessReport> witnesses = new TreeMap<>();
      for (SessionProto.Witness witness : message.getWitnessesList()) {
        WitnessReport report = WitnessWire.decode(at.child("witnesses"), witness);
        witnesses.put(report.witness(), report);
      }
      return new Memory(
          message.hasDesired()
              ? DesiredWire.decode(at.child("desired"), message.getDesired())
              : null,
          witnesses,
          CheckWire.decodeVerdicts(at.child("verdicts"), message.getVerdictsList()),
          HoldWire.decode(at.child("holds"), message.getHoldsList()),
          message.getReached(),
          message.hasHeldBack()
              ? DesiredWire.decode(at.child("held_back"), message.getHeldBack())
              : null,
          ServiceMemoryWire.decode(at.child("services"), message.getServicesList()));
    } catch (InvalidProtocolBufferException | WireException e) {
      throw new DamagedFileException(file.path(), String.valueOf(e.getMessage()));
    }
  }
}
