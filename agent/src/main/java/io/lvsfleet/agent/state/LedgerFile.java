package io.lvsfleet.agent.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lvsfleet.protocol.v1.LocalProto.LocalLedger;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.wire.Field;
import io.lvsfleet.wire.LedgerWire;
import io.lvsfleet.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is ours: `ledger` in the agent's directory. Used by one thread.
public final class LedgerFile {

  private final DurableFile file;
  private @Nullable Ledger written;

  public LedgerFile(Path directory) {
    file = new DurableFile(directory.resolve("ledger"));
  }

  /// Returns when it is on disk; costs nothing when it is there already.
  public void write(Ledger ledger) throws IOException {
    if (ledger.equals(written)) {
      return;
    }
    file.write(LedgerWire.encode(ledger).toByteArray());
    written = ledger;
  }

  /// Whether what is on disk claims all of this.
  public boolean covers(Ledger ledger) {
    return written != null && written.covers(ledger);
  }

  public Optional<Ledger> read() throws IOException, DamagedFileException {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      Ledger ledger = LedgerWire.decode(new Field("ledger"), LocalLedger.parseFrom(content.get()));
      written = ledger;
      return Optional.of(ledger);
    } catch (InvalidProtocolBufferException | WireException e) {
      throw new DamagedFileException(file.path(), String.valueOf(e.getMessage()));
    }
  }
}
