package io.lvsfleet.agent.app;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;

/// Keeps a second agent from the same state: two would each take the other's entries for theirs.
/// The kernel releases it with the process, however that ends.
final class StateLock implements AutoCloseable {

  private final FileChannel file;

  private StateLock(FileChannel file) {
    this.file = file;
  }

  static StateLock take(Path directory) throws IOException {
    Path path = directory.resolve("lock");
    FileChannel file = FileChannel.open(path, CREATE, WRITE);
    FileLock lock = file.tryLock();
    if (lock == null) {
      file.close();
      throw new IOException(path + " is held: another agent runs with this state directory");
    }
    return new StateLock(file);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
