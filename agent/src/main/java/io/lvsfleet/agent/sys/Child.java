package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A program that was started, with its output: one thread waits for its end and drains what it
/// prints. What goes beyond a limit is read and thrown away, so that no program waits for a reader.
///
/// It belongs to one thread, which has to be a platform thread.
public final class Child implements AutoCloseable {

  private static final int O_CLOEXEC = 0x80000;
  private static final int WNOHANG = 1;
  private static final int SIGKILL = 9;
  private static final short POLLIN = 1;
  private static final int ENTRY = 8;
  private static final int CHUNK = 64 * 1024;

  /// So often in a row output may be read before time is looked at again.
  private static final int MOST_READS = 16;

  /// How it ended.
  public sealed interface End {
    record Exited(int status) implements End {}

    record Signalled(int signal) implements End {}
  }

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment entries = arena.allocate(3L * ENTRY, 4);
  private final MemorySegment chunk = arena.allocate(CHUNK);
  private final Sink out;
  private final Sink errors;
  private final int pid;
  private int pidfd = -1;

  /// One of its outputs.
  private static final class Sink {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private int fd = -1;
    private boolean cut;

    Sink(int limit) {
      this.limit = limit;
    }

    void take(MemorySegment bytes) {
      int room = limit - kept.size();
      cut |= bytes.byteSize() > room;
      kept.writeBytes(bytes.asSlice(0, Math.min(room, bytes.byteSize())).toArray(JAVA_BYTE));
    }
  }

  /// @param command its file and its arguments
  /// @param environment `NAME=value`, all of it
  /// @param outputLimit so many bytes of its standard output are kept
  /// @param errorLimit so many of its standard error
  public Child(List<String> command, List<String> environment, int outputLimit, int errorLimit)
      throws SystemCallException {
    out = new Sink(outputLimit);
    errors = new Sink(errorLimit);
    try {
      pid = start(command, environment);
      pidfd = ProcessCalls.openPidfd(state, pid);
    } catch (SystemCallException e) {
      close();
      throw e;
    }
  }

  private int start(List<String> command, List<String> environment) throws SystemCallException {
    int writeOut = -1;
    int writeErrors = -1;
    try {
      writeOut = pipe(out);
      writeErrors = pipe(errors);
      return SpawnCalls.spawn(state, command, environment, writeOut, writeErrors);
    } finally {
      closeDescriptor(writeOut);
      closeDescriptor(writeErrors);
    }
  }

  /// @return the writing end, which is the child's; it blocks as a child expects
  private int pipe(Sink sink) throws SystemCallException {
    MemorySegment both = arena.allocate(JAVA_INT, 2);
    ProcessCalls.pipe(state, both, O_CLOEXEC);
    sink.fd = both.getAtIndex(JAVA_INT, 0);
    return both.getAtIndex(JAVA_INT, 1);
  }

  public int pid() {
    return pid;
  }

  /// Waits until it ends. What it printed is drained meanwhile, and who is left of its process
  /// group is ended with it.
  ///
  /// @return how it ended; empty when it lives on
  public Optional<End> await(Duration patience) throws SystemCallException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      boolean ended = poll(Math.max(0, left));
      if (ended) {
        drainWhatIsThere();
        return reap();
      }
      if (left <= 0) {
        return Optional.empty();
      }
    }
  }

  /// @return whether the process ended
  private boolean poll(long nanos) throws SystemCallException {
    entry(0, out.fd);
    entry(1, errors.fd);
    entry(2, pidfd);
    int milliseconds = (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
    try {
      if (!SystemCalls.poll(state, entries, 3, milliseconds)) {
        return false;
      }
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EINTR) {
        return false; // the virtual machine itself uses signals
      }
      throw e;
    }
    if (ready(0)) {
      read(out);
    }
    if (ready(1)) {
      read(errors);
    }
    return ready(2);
  }

  /// A negative descriptor is left out (poll(2)).
  private void entry(int place, int fd) {
    entries.set(JAVA_INT, (long) place * ENTRY, fd);
    entries.set(JAVA_SHORT, (long) place * ENTRY + 4, POLLIN);
    entries.set(JAVA_SHORT, (long) place * ENTRY + 6, (short) 0);
  }

  private boolean ready(int place) {
    return entries.get(JAVA_SHORT, (long) place * ENTRY + 6) != 0;
  }

  private void read(Sink sink) throws SystemCallException {
    int length = ProcessCalls.read(state, sink.fd, chunk);
    if (length == 0) {
      closeDescriptor(sink.fd);
      sink.fd = -1;
    } else {
      sink.take(chunk.asSlice(0, length));
    }
  }

  /// The process is gone; others that hold its pipes may write on for ever.
  private void drainWhatIsThere() throws SystemCallException {
    for (int i = 0; i < MOST_READS && (out.fd >= 0 || errors.fd >= 0); i++) {
      entry(0, out.fd);
      entry(1, errors.fd);
      entry(2, -1);
      if (!SystemCalls.poll(state, entries, 3, 0)) {
        return;
      }
      if (ready(0)) {
        read(out);
      }
      if (ready(1)) {
        read(errors);
      }
    }
  }

  /// Its process id, which is its group's too, is nobody else's until it is waited for: what it
  /// left behind in its group can be ended before that, and not after.
  private Optional<End> reap() throws SystemCallException {
    kill();
    MemorySegment status = arena.allocate(JAVA_INT);
    if (ProcessCalls.wait(state, pid, status, WNOHANG) == 0) {
      return Optional.empty();
    }
    // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2).
    int value = status.get(JAVA_INT, 0);
    int signal = value & 0x7f;
    return Optional.of(
        signal == 0 ? new End.Exited((value >> 8) & 0xff) : new End.Signalled(signal));
  }

  /// Ends it and all of its process group, which is its own. Not to be called after its end was
  /// reported.
  public void kill() {
    try {
      ProcessCalls.kill(state, -pid, SIGKILL);
    } catch (SystemCallException _) {
      return; // ESRCH: nobody of the group is left
    }
  }

  public byte[] output() {
    return out.kept.toByteArray();
  }

  /// Whether it printed more than is kept.
  public boolean cut() {
    return out.cut;
  }

  public byte[] errors() {
    return errors.kept.toByteArray();
  }

  private void closeDescriptor(int fd) {
    if (fd >= 0) {
      SystemCalls.close(state, fd);
    }
  }

  /// Lets go of it; it is neither ended nor waited for.
  @Override
  public void close() {
    closeDescriptor(out.fd);
    closeDescriptor(errors.fd);
    closeDescriptor(pidfd);
    arena.close();
  }
}
