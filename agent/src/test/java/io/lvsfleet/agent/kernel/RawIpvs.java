package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_NEW_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_SET_SERVICE;

import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsConstants;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/// Makes what our model has no value for, as another program could. Numbers are those of
/// `linux/ip_vs.h`, written here again and not taken from the codec.
final class RawIpvs {

  private RawIpvs() {}

  /// A command on a real server with these attributes beside its identity.
  static void send(
      int command, AddressKey service, RealServerKey key, Consumer<AttributeWriter> more) {
    send(
        command(command)
            .nested(IPVS_CMD_ATTR_SERVICE, out -> identity(out, service))
            .nested(
                IPVS_CMD_ATTR_DEST,
                out -> {
                  out.bytes(1, union(key.address())).networkU16(2, key.port());
                  out.u32(5, 0).u32(6, 0).u16(11, key.address().family().number());
                  more.accept(out);
                }));
  }

  static void setFlags(AddressKey service, String scheduler, int flags) {
    send(
        command(IPVS_CMD_SET_SERVICE)
            .nested(
                IPVS_CMD_ATTR_SERVICE,
                out -> {
                  identity(out, service);
                  config(out, scheduler, flags);
                }));
  }

  static void addServiceOfProtocol(int protocol, String address, int port) {
    send(
        command(IPVS_CMD_NEW_SERVICE)
            .nested(
                IPVS_CMD_ATTR_SERVICE,
                out -> {
                  identity(out, protocol, IpAddress.parse(address), port);
                  config(out, "rr", 0);
                }));
  }

  private static void identity(AttributeWriter out, AddressKey key) {
    identity(out, key.protocol().number(), key.address(), key.port());
  }

  private static void identity(AttributeWriter out, int protocol, IpAddress address, int port) {
    out.u16(1, address.family().number()).u16(2, protocol);
    out.bytes(3, union(address)).networkU16(4, port);
  }

  private static void config(AttributeWriter out, String scheduler, int flags) {
    byte[] both = new byte[8];
    ByteBuffer.wrap(both).order(ByteOrder.nativeOrder()).putInt(flags).putInt(-1);
    out.string(6, scheduler).bytes(7, both).u32(8, 0).bytes(9, new byte[] {-1, -1, -1, -1});
  }

  private static byte[] union(IpAddress address) {
    return Arrays.copyOf(address.bytes(), 16);
  }

  private static AttributeWriter command(int command) {
    return new AttributeWriter().header(GenericNetlink.header(command, 1));
  }

  private static void send(AttributeWriter message) {
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_GENERIC)) {
      NetlinkMessage answer =
          connection
              .request(
                  "family",
                  GenericNetlink.GENL_ID_CTRL,
                  0,
                  GenericNetlink.getFamily(IpvsConstants.IPVS_GENL_NAME))
              .getFirst();
      connection.request("raw", GenericNetlink.readFamily(answer), 0, message.toBuffer());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
