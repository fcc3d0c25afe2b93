package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ATTR_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_DEL_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_DEL_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_GET_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_GET_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_NEW_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_NEW_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_SET_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_SET_SERVICE;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_ZERO;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_GENL_VERSION;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.nio.ByteBuffer;

/// The messages of the `IPVS` family: payloads after the netlink header.
///
/// ```
/// generic netlink header (command, version)
/// IPVS_CMD_ATTR_SERVICE { identity [configuration] }
/// IPVS_CMD_ATTR_DEST    { identity [configuration] }   commands on real servers only
/// ```
public final class IpvsCodec {

  private IpvsCodec() {}

  /// The request that does the operation.
  ///
  /// @throws NetlinkError when no message can say it
  public static ByteBuffer write(IpvsOperation operation) throws NetlinkError {
    return switch (operation) {
      case AddService add -> service(IPVS_CMD_NEW_SERVICE, add.service(), add.config());
      case EditService edit -> service(IPVS_CMD_SET_SERVICE, edit.service(), edit.config());
      case RemoveService remove -> identity(IPVS_CMD_DEL_SERVICE, remove.service()).toBuffer();
      case AddRealServer add ->
          realServer(IPVS_CMD_NEW_DEST, add.service(), add.realServer(), add.config());
      case EditRealServer edit ->
          realServer(IPVS_CMD_SET_DEST, edit.service(), edit.realServer(), edit.config());
      case RemoveRealServer remove ->
          identity(IPVS_CMD_DEL_DEST, remove.service())
              .nested(IPVS_CMD_ATTR_DEST, out -> RealServerCodec.writeKey(out, remove.realServer()))
              .toBuffer();
    };
  }

  /// Asks for every service (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetServices() {
    return command(IPVS_CMD_GET_SERVICE).toBuffer();
  }

  /// Asks for one service.
  public static ByteBuffer writeGetService(VirtualServiceKey key) {
    return identity(IPVS_CMD_GET_SERVICE, key).toBuffer();
  }

  /// Asks for the real servers of a service (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetRealServers(VirtualServiceKey key) {
    return identity(IPVS_CMD_GET_DEST, key).toBuffer();
  }

  /// Counts from zero again, for everything.
  public static ByteBuffer writeZero() {
    return command(IPVS_CMD_ZERO).toBuffer();
  }

  /// The same for a service and its real servers.
  public static ByteBuffer writeZero(VirtualServiceKey key) {
    return identity(IPVS_CMD_ZERO, key).toBuffer();
  }

  public static ServiceRow readService(NetlinkMessage message) throws NetlinkError {
    return ServiceCodec.read(inside(message, IPVS_CMD_ATTR_SERVICE));
  }

  /// @param serviceFamily of the service asked for
  public static RealServerRow readRealServer(NetlinkMessage message, AddressFamily serviceFamily)
      throws NetlinkError {
    return RealServerCodec.read(inside(message, IPVS_CMD_ATTR_DEST), serviceFamily);
  }

  static AttributeReader inside(NetlinkMessage message, int type) throws NetlinkError {
    AttributeReader in = message.attributes(GenericNetlink.HEADER);
    while (in.next()) {
      if (in.type() == type) {
        return in.nested();
      }
    }
    in.end();
    throw NetlinkError.malformed("the message has no attribute " + type);
  }

  private static ByteBuffer service(int command, VirtualServiceKey key, VirtualServiceConfig config)
      throws NetlinkError {
    Persistence persistence = config.persistence();
    if (persistence != null && persistence.prefixLength() > key.family().bits()) {
      throw NetlinkError.unrepresentable(
          "a persistence network of "
              + key.family()
              + " has at most "
              + key.family().bits()
              + " bits, not "
              + persistence.prefixLength());
    }
    return command(command)
        .nested(
            IPVS_CMD_ATTR_SERVICE,
            out -> {
              ServiceCodec.writeKey(out, key);
              ServiceCodec.writeConfig(out, key.family(), config);
            })
        .toBuffer();
  }

  private static ByteBuffer realServer(
      int command, VirtualServiceKey service, RealServerKey key, RealServerConfig config) {
    return identity(command, service)
        .nested(
            IPVS_CMD_ATTR_DEST,
            out -> {
              RealServerCodec.writeKey(out, key);
              RealServerCodec.writeConfig(out, config);
            })
        .toBuffer();
  }

  private static AttributeWriter identity(int command, VirtualServiceKey key) {
    return command(command).nested(IPVS_CMD_ATTR_SERVICE, out -> ServiceCodec.writeKey(out, key));
  }

  static AttributeWriter command(int command) {
    return new AttributeWriter().header(GenericNetlink.header(command, IPVS_GENL_VERSION));
  }
}
