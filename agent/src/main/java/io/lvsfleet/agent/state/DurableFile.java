package io.lvsfleet.agent.state;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A small file that is there whole or not at all, whenever the program or the host dies.
///
/// ```
/// magic  8 bytes   "lvsfleet"
/// format 4 bytes   see [#FORMAT]
/// crc    4 bytes   CRC-32C of the content
/// content
/// ```
final class DurableFile {

  /// The version of everything in such files; a file of another version is refused.
  static final int FORMAT = 1;

  /// Far above any real content; a length beyond it is damage.
  static final long MAX_BYTES = 64L << 20;

  private static final byte[] MAGIC = "lvsfleet".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;

  private final Path path;

  DurableFile(Path path) {
    this.path = path;
  }

  /// Temporary file, fsync, rename, fsync of the directory: a crash leaves the old content or the
  /// new one.
  void write(byte[] content) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + content.length);
    buffer.put(MAGIC).putInt(FORMAT).putInt(checksum(content)).put(content).flip();
    try (FileChannel file = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(true);
    }
    Files.move(temporary, path, ATOMIC_MOVE);
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel entry = FileChannel.open(directory, READ)) {
        entry.force(true);
      }
    }
  }

  /// Empty when there is no file.
  ///
  /// @throws DamagedFileException when what is there was not written by this version, or is not
  ///   whole
  Optional<byte[]> read() throws IOException, DamagedFileException {
    byte[] all;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new DamagedFileException(path, "it is larger than " + MAX_BYTES + " bytes");
      }
      all = Files.readAllBytes(path);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (all.length < HEADER) {
      throw new DamagedFileException(path, "it ends after " + all.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(all);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw new DamagedFileException(path, "it does not begin with the words of such a file");
    }
    int format = buffer.getInt();
    if (format != FORMAT) {
      throw new DamagedFileException(
          path, "its format is " + format + ", this version reads " + FORMAT);
    }
    int checksum = buffer.getInt();
    byte[] content = new byte[buffer.remaining()];
    buffer.get(content);
    if (checksum != checksum(content)) {
      throw new DamagedFileException(path, "its checksum is wrong");
    }
    return Optional.of(content);
  }

  Path path() {
    return path;
  }

  private static int checksum(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue();
  }
}
