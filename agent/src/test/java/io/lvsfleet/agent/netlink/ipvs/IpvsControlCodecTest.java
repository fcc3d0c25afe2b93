package io.lvsfleet.agent.netlink.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SyncDaemon.Role;
import io.lvsfleet.model.Timeouts;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IpvsControlCodecTest {

  private static NetlinkMessage message(ByteBuffer payload) {
    return new NetlinkMessage(26, 0, 1, 0, payload);
  }

  private static NetlinkMessage daemon(Consumer<AttributeWriter> content) {
    return message(
        new AttributeWriter().header(GenericNetlink.header(9, 1)).nested(3, content).toBuffer());
  }

  @Test
  void whatIsDrawnIsReadBackAsItWasWritten() throws NetlinkError {
    for (long seed = 0; seed < 2_000; seed++) {
      ModelGen gen = new ModelGen(seed);
      Timeouts timeouts = gen.timeouts();
      assertThat(IpvsControlCodec.readTimeouts(message(IpvsControlCodec.write(timeouts))))
          .as("seed %d", seed)
          .isEqualTo(timeouts);
      for (Role role : Role.values()) {
        SyncDaemon daemon = gen.syncDaemon(role);
        assertThat(IpvsControlCodec.readDaemon(message(IpvsControlCodec.writeStart(daemon))))
            .as("seed %d", seed)
            .isEqualTo(daemon);
      }
    }
  }

  @Test
  void whatTheModelHasNoWordForIsToldAsSuch() {
    for (NetlinkMessage odd :
        new NetlinkMessage[] {
          daemon(out -> out.u32(1, 3).string(2, "eth0").u32(3, 1).u16(4, 1472)), // no such role
          daemon(out -> out.u32(1, 1).string(2, "eth0").u32(3, 256).u16(4, 1472)),
          daemon(out -> out.u32(1, 1).string(2, "eth0").u32(3, 0xffff_ffffL).u16(4, 1472)),
          daemon(out -> out.u32(1, 1).string(2, "eth0").u32(3, 1)), // a kernel before 4.3
          daemon(out -> out.u32(1, 1).string(2, "a b").u32(3, 1).u16(4, 1472)),
        }) {
      assertThat(
              catchThrowableOfType(NetlinkError.class, () -> IpvsControlCodec.readDaemon(odd))
                  .kind())
          .isEqualTo(NetlinkError.Kind.UNREPRESENTABLE);
    }
    NetlinkMessage withoutUdp =
        message(
            new AttributeWriter()
                .header(GenericNetlink.header(12, 1))
                .u32(4, 900)
                .u32(5, 120)
                .toBuffer());
    assertThat(
            catchThrowableOfType(
                    NetlinkError.class, () -> IpvsControlCodec.readTimeouts(withoutUdp))
                .kind())
        .isEqualTo(NetlinkError.Kind.UNREPRESENTABLE);
  }
}
