package io.lvsfleet.agent.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AddressCodecTest {

  @Test
  void whatIsDrawnIsReadBackAsItWasWritten() throws NetlinkError {
    for (long seed = 0; seed < 500; seed++) {
      ModelGen gen = new ModelGen(seed);
      LocalAddress address = gen.localAddress();
      AddressRow row =
          new AddressRow(
              gen.below(1000),
              address.address(),
              address.prefixLength(),
              gen.below(256),
              gen.below(0x1000),
              gen.below(256));
      assertThat(AddressCodec.read(message(AddressCodec.write(row))))
          .as("seed %d", seed)
          .contains(row);
    }
  }

  private static NetlinkMessage message(ByteBuffer payload) {
    return new NetlinkMessage(20, 0, 1, 0, payload);
  }

  @Test
  void otherFamiliesAreNone() throws NetlinkError {
    assertThat(AddressCodec.read(message(ByteBuffer.allocate(8).put(0, (byte) 45)))).isEmpty();
  }

  @Test
  void etherAddressesAreReadBackAsTheyWereWritten() {
    EtherAddress address = new EtherAddress(0x02ff_0080_7f01L);
    assertThat(EtherAddress.of(address.bytes())).isEqualTo(address);
    assertThat(address).hasToString("02:ff:00:80:7f:01");
  }
}
