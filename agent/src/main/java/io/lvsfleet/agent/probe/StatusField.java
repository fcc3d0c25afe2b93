package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import java.nio.ByteBuffer;

/// The field `:status` in HPACK (RFC 7541), which is all a check needs of it.
final class StatusField {

  /// RFC 7541 appendix A, from index 8 on.
  private static final int[] STATIC = {200, 204, 206, 304, 400, 404, 500};

  private static final int FIRST = 8;
  private static final int LAST = 14;

  private StatusField() {}

  static int read(ByteBuffer block) throws UnexpectedAnswer {
    int first = next(block);
    while ((first & 0xe0) == 0x20) { // section 6.3: a new size of the table, which is 0 anyway
      if ((first & 0x1f) == 0x1f) {
        throw unknown();
      }
      first = next(block);
    }
    if ((first & 0x80) != 0) { // section 6.1: a field of the table
      return STATIC[known(first & 0x7f) - FIRST];
    }
    // Section 6.2: a literal with a name of the table. Indexed ones have six bits for it.
    known((first & 0x40) != 0 ? first & 0x3f : first & 0x0f);
    int length = next(block);
    int status = (length & 0x80) == 0 ? plain(block, length) : huffman(block, length & 0x7f);
    if (status < 100 || status > 599) {
      throw unknown();
    }
    return status;
  }

  private static int known(int index) throws UnexpectedAnswer {
    if (index < FIRST || index > LAST) {
      throw unknown();
    }
    return index;
  }

  private static int plain(ByteBuffer block, int length) throws UnexpectedAnswer {
    if (length != 3) {
      throw unknown();
    }
    int status = 0;
    for (int i = 0; i < length; i++) {
      status = 10 * status + digit(next(block) - '0');
    }
    return status;
  }

  /// Appendix B: the digits 0 to 2 have five bits, `00000` to `00010`; 3 to 9 have six, `011001` to
  /// `011111`.
  private static int huffman(ByteBuffer block, int length) throws UnexpectedAnswer {
    if (length < 2 || length > 3) {
      throw unknown();
    }
    int bits = 0;
    for (int i = 0; i < length; i++) {
      bits = bits << 8 | next(block);
    }
    int left = 8 * length;
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int five = bits >> (left - 5) & 0x1f;
      if (five <= 2) {
        status = 10 * status + five;
        left -= 5;
      } else {
        if (left < 6) {
          throw unknown();
        }
        status = 10 * status + digit((bits >> (left - 6) & 0x3f) - 0b011001 + 3);
        left -= 6;
      }
    }
    return status;
  }

  private static int digit(int value) throws UnexpectedAnswer {
    if (value < 0 || value > 9) {
      throw unknown();
    }
    return value;
  }

  private static int next(ByteBuffer block) throws UnexpectedAnswer {
    if (!block.hasRemaining()) {
      throw unknown();
    }
    return block.get() & 0xff;
  }

  private static UnexpectedAnswer unknown() {
    return new UnexpectedAnswer("an HTTP/2 answer that does not begin with its status");
  }
}
