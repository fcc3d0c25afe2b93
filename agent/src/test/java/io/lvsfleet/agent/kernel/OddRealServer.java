package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;

import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsConstants;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes a real server our model has no value for, as another program could.
final class OddRealServer {

  /// A weight whose bytes occur nowhere else in the message.
  private static final int MARKER = 0xabcd;

  private OddRealServer() {}

  static void add(VirtualServiceKey service, RealServerKey key, int weight) {
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_GENERIC)) {
      NetlinkMessage answer =
          connection
              .request(
                  "family",
                  GenericNetlink.GENL_ID_CTRL,
                  0,
                  GenericNetlink.getFamily(IpvsConstants.IPVS_GENL_NAME))
              .getFirst();
      RealServerConfig config =
          RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(MARKER));
      ByteBuffer bytes =
          IpvsCodec.write(new AddRealServer(service, key, config)).order(ByteOrder.nativeOrder());
      for (int i = 0; i + 4 <= bytes.limit(); i += 4) {
        if (bytes.getInt(i) == MARKER) {
          bytes.putInt(i, weight);
        }
      }
      connection.request("add", GenericNetlink.readFamily(answer), 0, bytes);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
