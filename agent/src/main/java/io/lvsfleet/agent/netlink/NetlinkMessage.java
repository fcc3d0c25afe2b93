package io.lvsfleet.agent.netlink;

import static io.lvsfleet.agent.netlink.NetlinkConstants.align;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One message: `struct nlmsghdr` of `linux/netlink.h` and what follows it, in the machine's byte
/// order.
///
/// ```
///  0        4      6      8         12        16
///  +--------+------+------+---------+---------+----------
///  | length | type | flags| sequence| port id | payload …
///  +--------+------+------+---------+---------+----------
/// ```
///
/// @param payload after the header, read-only
public record NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuffer payload) {

  public static final int HEADER = 16;

  public NetlinkMessage {
    payload = payload.asReadOnlyBuffer().slice().order(ByteOrder.nativeOrder());
  }

  /// A view of its own position.
  @Override
  public ByteBuffer payload() {
    return payload.duplicate().order(ByteOrder.nativeOrder());
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// The payload after a fixed header of so many bytes, as attributes.
  public AttributeReader attributes(int headerLength) throws NetlinkError {
    requirePayload(headerLength);
    return new AttributeReader(payload().position(headerLength));
  }

  /// @throws NetlinkError when the payload is shorter than a fixed header
  public void requirePayload(int length) throws NetlinkError {
    if (payload.remaining() < length) {
      throw NetlinkError.malformed(
          "message type " + type + " has " + payload.remaining() + " bytes, not " + length);
    }
  }

  public ByteBuffer encode() {
    int length = HEADER + payload.remaining();
    return ByteBuffer.allocate(align(length))
        .order(ByteOrder.nativeOrder())
        .putInt(length)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(sequence)
        .putInt(portId)
        .put(payload())
        .rewind();
  }

  /// All messages of a datagram.
  public static List<NetlinkMessage> parse(ByteBuffer datagram) throws NetlinkError {
    ByteBuffer in = datagram.slice().order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>();
    while (in.hasRemaining()) {
      int start = in.position();
      if (in.remaining() < HEADER) {
        throw NetlinkError.malformed("a message header has 16 bytes, not " + in.remaining());
      }
      int length = in.getInt(start);
      if (length < HEADER || length > in.remaining()) {
        throw NetlinkError.malformed(
            "message length " + length + " in a datagram with " + in.remaining() + " bytes left");
      }
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(in.getShort(start + 4)),
              Short.toUnsignedInt(in.getShort(start + 6)),
              in.getInt(start + 8),
              in.getInt(start + 12),
              in.slice(start + HEADER, length - HEADER)));
      // The last message need not be padded.
      in.position(Math.min(start + align(length), in.limit()));
    }
    return messages;
  }
}
