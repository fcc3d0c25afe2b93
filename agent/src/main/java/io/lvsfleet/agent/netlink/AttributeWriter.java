package io.lvsfleet.agent.netlink;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLA_F_NESTED;
import static io.lvsfleet.agent.netlink.NetlinkConstants.align;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes attributes: the mirror of [AttributeReader]. Lengths and padding are computed.
public final class AttributeWriter {

  private static final int HEADER = 4;
  private static final int MAX_LENGTH = 0xffff;
  private static final int FIRST_SIZE = 256;

  private ByteBuffer out = ByteBuffer.allocate(FIRST_SIZE).order(ByteOrder.nativeOrder());

  /// Bytes before the attributes, for example a fixed header.
  public AttributeWriter header(ByteBuffer bytes) {
    ByteBuffer header = bytes.duplicate();
    room(align(header.remaining()));
    out.put(header);
    pad();
    return this;
  }

  public AttributeWriter u8(int type, int value) {
    begin(type, 1).put((byte) value);
    return pad();
  }

  public AttributeWriter u16(int type, int value) {
    begin(type, 2).putShort((short) value);
    return pad();
  }

  public AttributeWriter u32(int type, long value) {
    begin(type, 4).putInt((int) value);
    return pad();
  }

  public AttributeWriter u64(int type, long value) {
    begin(type, 8).putLong(value);
    return pad();
  }

  /// A 16-bit number in network order: a port.
  public AttributeWriter networkU16(int type, int value) {
    begin(type, 2).put((byte) (value >> 8)).put((byte) value);
    return pad();
  }

  public AttributeWriter bytes(int type, byte[] value) {
    begin(type, value.length).put(value);
    return pad();
  }

  /// With the zero byte that ends it.
  public AttributeWriter string(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return bytes(type, Arrays.copyOf(bytes, bytes.length + 1));
  }

  public AttributeWriter nested(int type, Consumer<AttributeWriter> content) {
    int start = out.position();
    begin(type | NLA_F_NESTED, 0);
    content.accept(this);
    int length = out.position() - start;
    checkLength(length);
    out.putShort(start, (short) length);
    return this;
  }

  /// All that was written.
  public ByteBuffer toBuffer() {
    return out.duplicate().flip().order(ByteOrder.nativeOrder());
  }

  private ByteBuffer begin(int type, int length) {
    checkLength(HEADER + length);
    room(align(HEADER + length));
    return out.putShort((short) (HEADER + length)).putShort((short) type);
  }

  private AttributeWriter pad() {
    while (out.position() != align(out.position())) {
      out.put((byte) 0);
    }
    return this;
  }

  private void room(int needed) {
    if (out.remaining() < needed) {
      int size = Math.max(2 * out.capacity(), out.position() + needed);
      out = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).put(out.flip());
    }
  }

  private static void checkLength(int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("an attribute has at most 65535 bytes, not " + length);
    }
  }
}
