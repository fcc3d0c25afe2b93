package io.lvsfleet.agent.netlink.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Messages as a kernel on a little-endian machine sends them.
class NfTablesTest {

  /// `NFT_MSG_NEWGEN`: generation 300, process 4711, its name "nft".
  private static final String GENERATION =
      "00000000" + "08000100" + "0000012c" + "08000200" + "00001267" + "08000300" + "6e667400";

  /// `NFT_MSG_NEWTABLE`: family ip, name "lvs-fleet", flags 0, use 3, handle 7.
  private static final String TABLE =
      "02000000"
          + "0e000100"
          + "6c76732d666c656574000000"
          + "08000200"
          + "00000000"
          + "08000300"
          + "00000003"
          + "0c000400"
          + "0000000000000007";

  private static NetlinkMessage message(String hex) {
    return new NetlinkMessage(0, 0, 1, 0, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  @Test
  void theGenerationIsInNetworkOrder() throws NetlinkError {
    assertThat(NfTables.readGeneration(message(GENERATION))).isEqualTo(300);
  }

  @Test
  void aTableHasFamilyAndName() throws NetlinkError {
    assertThat(NfTables.readTable(message(TABLE))).isEqualTo(new NfTables.Table(2, "lvs-fleet"));
  }

  @Test
  void requestsAreForEveryFamily() {
    assertThat(NfTables.writeGet()).isEqualTo(ByteBuffer.allocate(4));
    assertThat(NfTables.NFT_MSG_GETGEN).isEqualTo(0xa10);
    assertThat(NfTables.NFT_MSG_GETTABLE).isEqualTo(0xa01);
  }

  @Test
  void anAnswerWithoutWhatWasAskedForIsMalformed() {
    assertThatThrownBy(() -> NfTables.readGeneration(message("00000000")))
        .isInstanceOf(NetlinkError.class);
    assertThatThrownBy(() -> NfTables.readTable(message("02000000")))
        .isInstanceOf(NetlinkError.class);
  }

  @Test
  void everyTruncationIsAValueOrATypedError() {
    for (String hex : new String[] {GENERATION, TABLE}) {
      for (int length = 0; length < hex.length(); length += 2) {
        NetlinkMessage cut = message(hex.substring(0, length));
        assertThat(outcome(() -> NfTables.readGeneration(cut))).isIn("value", "MALFORMED");
        assertThat(outcome(() -> NfTables.readTable(cut))).isIn("value", "MALFORMED");
      }
    }
  }

  private interface Reading {
    Object read() throws NetlinkError;
  }

  private static String outcome(Reading reading) {
    try {
      reading.read();
      return "value";
    } catch (NetlinkError e) {
      return e.kind().name();
    }
  }
}
