package io.lvsfleet.controlplane.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A state directory that this process, and no other one, uses.
///
/// The kernel gives the lock up when the process ends, however it ends, so nothing stale can be
/// left behind. The pid in the file is for people only.
public final class StateDirectory implements AutoCloseable {

  private final Path path;
  private final FileChannel channel;

  private StateDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// @throws StateException when it cannot be made, or another living process uses it
  public static StateDirectory open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      StateFiles.privateDirectory(absolute);
      Path file = absolute.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = Files.readString(file, StandardCharsets.UTF_8).strip();
        channel.close();
        throw new StateException(
            "%s: used by another running control plane%s; one state directory serves one"
                .formatted(absolute, holder.isEmpty() ? "" : " (pid " + holder + ")"));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new StateDirectory(absolute, channel);
    } catch (IOException e) {
      throw new StateException(
          "%s: cannot be used as state directory: %s".formatted(absolute, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by this very process: the JDK reports that as an exception, not as "no lock".
      return null;
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StateException(path + ": cannot give the lock up: " + e, e);
    }
  }
}
