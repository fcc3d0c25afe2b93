package io.lvsfleet.agent.netlink;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLA_TYPE_MASK;
import static io.lvsfleet.agent.netlink.NetlinkConstants.align;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads attributes (`struct nlattr`: 16-bit length with header, 16-bit type, value, padding).
///
/// A decoder is a loop over [#next] with a `switch` of assignments. Getters check the width; the
/// first thing that is wrong is remembered, later getters give zero, and [#end] tells. So a decoder
/// needs no error handling of its own and still cannot miss an error.
///
/// Unsigned numbers come out in the next wider type.
public final class AttributeReader {

  private static final int HEADER = 4;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Shared by a reader and the readers nested in it.
  private static final class Problem {
    @Nullable String text;
  }

  private final ByteBuffer in;
  private final String path;
  private final Problem problem;
  private int type;
  private ByteBuffer value = NOTHING;

  public AttributeReader(ByteBuffer attributes) {
    this(attributes, "", new Problem());
  }

  private AttributeReader(ByteBuffer attributes, String path, Problem problem) {
    this.in = attributes.slice().order(ByteOrder.nativeOrder());
    this.path = path;
    this.problem = problem;
  }

  /// Goes to the next attribute; false after the last one and after the first error.
  public boolean next() {
    if (problem.text != null || !in.hasRemaining()) {
      return false;
    }
    int start = in.position();
    if (in.remaining() < HEADER) {
      fail("an attribute header has 4 bytes, not " + in.remaining());
      return false;
    }
    int length = Short.toUnsignedInt(in.getShort(start));
    type = Short.toUnsignedInt(in.getShort(start + 2)) & NLA_TYPE_MASK;
    if (length < HEADER || length > in.remaining()) {
      fail("attribute " + type + " says length " + length + " of " + in.remaining());
      return false;
    }
    value = in.slice(start + HEADER, length - HEADER).order(ByteOrder.nativeOrder());
    in.position(Math.min(start + align(length), in.limit()));
    return true;
  }

  /// The type of the current attribute without its flag bits.
  public int type() {
    return type;
  }

  public int u8() {
    return is(1) ? Byte.toUnsignedInt(value.get(0)) : 0;
  }

  public int u16() {
    return is(2) ? Short.toUnsignedInt(value.getShort(0)) : 0;
  }

  public long u32() {
    return is(4) ? Integer.toUnsignedLong(value.getInt(0)) : 0;
  }

  public int s32() {
    return is(4) ? value.getInt(0) : 0;
  }

  public long u64() {
    return is(8) ? value.getLong(0) : 0;
  }

  /// A 16-bit number in network order, whatever the machine's is: a port.
  public int networkU16() {
    return is(2)
        ? Short.toUnsignedInt(value.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(0))
        : 0;
  }

  /// A 32-bit number in network order.
  public long networkU32() {
    return is(4)
        ? Integer.toUnsignedLong(value.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(0))
        : 0;
  }

  /// Exactly so many bytes; zeros when they are not.
  public byte[] bytes(int width) {
    byte[] bytes = new byte[width];
    if (is(width)) {
      value.get(0, bytes);
    }
    return bytes;
  }

  public byte[] bytes() {
    return bytes(value.remaining());
  }

  /// A text that ends with a zero byte, or with the attribute.
  public String string() {
    byte[] bytes = bytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// The attributes inside the current one. Its errors are this reader's.
  public AttributeReader nested() {
    return new AttributeReader(value, path + type + ".", problem);
  }

  /// Says that something is wrong; the first such call counts.
  public void fail(String text) {
    if (problem.text == null) {
      problem.text = path.isEmpty() ? text : "in attribute " + path + " " + text;
    }
  }

  /// To be called once when all is read.
  ///
  /// @throws NetlinkError the first thing that was wrong
  public void end() throws NetlinkError {
    if (problem.text != null) {
      throw NetlinkError.malformed(problem.text);
    }
  }

  private boolean is(int width) {
    if (value.remaining() != width) {
      fail("attribute " + type + " has " + value.remaining() + " bytes, not " + width);
      return false;
    }
    return problem.text == null;
  }
}
