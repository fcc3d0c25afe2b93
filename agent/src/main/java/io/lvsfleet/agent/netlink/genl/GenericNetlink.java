package io.lvsfleet.agent.netlink.genl;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;

/// `struct genlmsghdr` (command, version, two reserved bytes) and the control family.
public final class GenericNetlink {

  public static final int HEADER = 4;

  /// The control family's fixed message type.
  public static final int GENL_ID_CTRL = 16;

  private static final int CTRL_CMD_GETFAMILY = 3;
  private static final int CTRL_VERSION = 1;
  private static final int CTRL_ATTR_FAMILY_ID = 1;
  private static final int CTRL_ATTR_FAMILY_NAME = 2;

  private GenericNetlink() {}

  public static ByteBuffer header(int command, int version) {
    return ByteBuffer.allocate(HEADER).put((byte) command).put((byte) version).rewind();
  }

  public static int command(NetlinkMessage message) throws NetlinkError {
    message.requirePayload(HEADER);
    return Byte.toUnsignedInt(message.payload().get(0));
  }

  /// Asks for the number of a family: a payload for [#GENL_ID_CTRL].
  public static ByteBuffer getFamily(String name) {
    return new AttributeWriter()
        .header(header(CTRL_CMD_GETFAMILY, CTRL_VERSION))
        .string(CTRL_ATTR_FAMILY_NAME, name)
        .toBuffer();
  }

  /// Asks for all families there are (with `NLM_F_DUMP`): unlike [#getFamily] this makes the kernel
  /// load no module.
  public static ByteBuffer getFamilies() {
    return header(CTRL_CMD_GETFAMILY, CTRL_VERSION);
  }

  /// Whether the answer is about the family of this name.
  public static boolean isFamily(NetlinkMessage message, String name) throws NetlinkError {
    AttributeReader reader = message.attributes(HEADER);
    boolean found = false;
    while (reader.next()) {
      found |= reader.type() == CTRL_ATTR_FAMILY_NAME && reader.string().equals(name);
    }
    reader.end();
    return found;
  }

  /// The message type to use for the family.
  public static int readFamily(NetlinkMessage message) throws NetlinkError {
    AttributeReader reader = message.attributes(HEADER);
    int id = 0;
    while (reader.next()) {
      if (reader.type() == CTRL_ATTR_FAMILY_ID) {
        id = reader.u16();
      }
    }
    reader.end();
    if (id == 0) {
      throw NetlinkError.malformed("the answer names no family number");
    }
    return id;
  }
}
