package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Bytes that came, up to a limit, to be searched. Read as ISO 8859-1: a byte is a character.
final class Received {

  private static final int MAX_QUOTED = 80;

  private final int limit;
  private byte[] bytes = new byte[256];
  private int length;

  Received(int limit) {
    this.limit = limit;
  }

  /// Keeps as much as the limit allows.
  ///
  /// @return whether there is room for more
  boolean add(byte[] buffer, int from, int count) {
    int taken = Math.min(count, limit - length);
    if (length + taken > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(2 * bytes.length, length + taken)));
    }
    System.arraycopy(buffer, from, bytes, length, taken);
    length += taken;
    return length < limit;
  }

  boolean contains(byte[] wanted) {
    for (int i = 0; i + wanted.length <= length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the expression is found. An expression can take for ever; this ends at the deadline.
  boolean matches(String regex, Deadline deadline) throws IOException {
    try {
      return Pattern.compile(regex).matcher(new Text(bytes, 0, length, deadline)).find();
    } catch (OutOfTime _) {
      throw new SocketTimeoutException("searching took until the deadline");
    } catch (StackOverflowError _) {
      // The platform's matcher recurses for each repetition of a group.
      throw new Failures.LocalFailure("the expression is too deep for " + length + " bytes");
    }
  }

  String quote() {
    int shown = Math.min(length, MAX_QUOTED);
    String text = new String(bytes, 0, shown, ISO_8859_1);
    return length + " bytes \"" + Failures.clip(text) + (shown < length ? "…\"" : "\"");
  }

  private static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Bytes as characters that run out of time. The matcher does nothing without asking for one.
  private static final class Text implements CharSequence {

    /// Looking at the clock each time would cost more than the matching.
    private static final int PATIENCE = 1 << 12;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Deadline deadline;
    private int asked;

    Text(byte[] bytes, int from, int to, Deadline deadline) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      this.deadline = deadline;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck")
    public char charAt(int index) {
      if (++asked % PATIENCE == 0) {
        if (deadline.passed()) {
          throw new OutOfTime();
        }
        Deadline.letOthersRun();
      }
      return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public int length() {
      return to - from;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Text(bytes, from + start, from + end, deadline);
    }

    @Override
    public String toString() {
      return new String(bytes, from, to - from, ISO_8859_1);
    }
  }
}
