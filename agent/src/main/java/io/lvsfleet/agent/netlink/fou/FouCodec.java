package io.lvsfleet.agent.netlink.fou;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Payloads of the generic netlink family `fou`: `FOU_CMD_*` and `FOU_ATTR_*` of `linux/fou.h`.
public final class FouCodec {

  public static final String FAMILY = "fou";

  private static final int VERSION = 1;
  private static final int FOU_CMD_ADD = 1;
  private static final int FOU_CMD_DEL = 2;
  private static final int FOU_CMD_GET = 3;

  private static final int FOU_ATTR_PORT = 1;
  private static final int FOU_ATTR_AF = 2;
  private static final int FOU_ATTR_TYPE = 4;
  private static final int FOU_ATTR_LOCAL_V4 = 6;
  private static final int FOU_ATTR_LOCAL_V6 = 7;
  private static final int FOU_ATTR_PEER_V4 = 8;
  private static final int FOU_ATTR_PEER_V6 = 9;
  private static final int FOU_ATTR_PEER_PORT = 10;
  private static final int FOU_ATTR_IFINDEX = 11;
  private static final int FOU_ENCAP_GUE = 2;

  private FouCodec() {}

  public static ByteBuffer writeAdd(DecapsulationPort port) {
    return port(FOU_CMD_ADD, port).u8(FOU_ATTR_TYPE, FOU_ENCAP_GUE).toBuffer();
  }

  public static ByteBuffer writeRemove(DecapsulationPort port) {
    return port(FOU_CMD_DEL, port).toBuffer();
  }

  private static AttributeWriter port(int command, DecapsulationPort port) {
    return new AttributeWriter()
        .header(GenericNetlink.header(command, VERSION))
        .networkU16(FOU_ATTR_PORT, port.port())
        .u8(FOU_ATTR_AF, port.family().number());
  }

  /// Asks for all ports (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetAll() {
    return GenericNetlink.header(FOU_CMD_GET, VERSION);
  }

  /// Empty for a port of another encapsulation (FOU itself), or one for a single address, peer or
  /// interface.
  public static Optional<DecapsulationPort> read(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(GenericNetlink.HEADER);
    int port = 0;
    int familyNumber = 0;
    int type = 0;
    boolean narrowed = false;
    while (in.next()) {
      switch (in.type()) {
        case FOU_ATTR_PORT -> port = in.networkU16();
        case FOU_ATTR_AF -> familyNumber = in.u8();
        case FOU_ATTR_TYPE -> type = in.u8();
        case FOU_ATTR_LOCAL_V4,
            FOU_ATTR_LOCAL_V6,
            FOU_ATTR_PEER_V4,
            FOU_ATTR_PEER_V6,
            FOU_ATTR_PEER_PORT,
            FOU_ATTR_IFINDEX ->
            narrowed |= !zero(in.bytes());
        default -> {} // the inner protocol of FOU
      }
    }
    in.end();
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == familyNumber && type == FOU_ENCAP_GUE && port != 0 && !narrowed) {
        return Optional.of(new DecapsulationPort(family, port));
      }
    }
    return Optional.empty();
  }

  private static boolean zero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
