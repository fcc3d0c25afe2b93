package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class NetlinkConnectionTest {

  private static final int GETFAMILY = 3;

  @Test
  void theKernelsExplanationComesWithTheRefusal() throws KernelException {
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_GENERIC)) {
      // A family's number has two bytes.
      ByteBuffer wrong =
          new AttributeWriter().header(GenericNetlink.header(GETFAMILY, 1)).u8(1, 5).toBuffer();
      NetlinkError error =
          catchThrowableOfType(
              NetlinkError.class,
              () -> connection.request("ask wrongly", GenericNetlink.GENL_ID_CTRL, 0, wrong));
      assertThat(error.kind()).isEqualTo(NetlinkError.Kind.REFUSED);
      assertThat(error.kernelMessage()).isNotEmpty();
      assertThat(error.offset()).isEqualTo(NetlinkMessage.HEADER + GenericNetlink.HEADER);
    }
  }

  @Test
  void theConnectionServesOnAfterARefusal() throws KernelException, NetlinkError {
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_GENERIC)) {
      for (int i = 0; i < 3; i++) {
        NetlinkError error =
            catchThrowableOfType(
                NetlinkError.class,
                () ->
                    connection.request(
                        "nobody", GenericNetlink.GENL_ID_CTRL, 0, GenericNetlink.getFamily("no")));
        assertThat(error.errno()).isEqualTo(2);
        NetlinkMessage answer =
            connection
                .request(
                    "the control family",
                    GenericNetlink.GENL_ID_CTRL,
                    0,
                    GenericNetlink.getFamily("nlctrl"))
                .getFirst();
        assertThat(GenericNetlink.readFamily(answer)).isEqualTo(GenericNetlink.GENL_ID_CTRL);
      }
    }
  }
}
