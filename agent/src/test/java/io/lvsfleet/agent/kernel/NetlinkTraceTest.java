package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NetlinkTraceTest {

  private static final NetlinkMessage REFUSAL =
      new NetlinkMessage(
          2, 0, 7, 0, ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(0, -17));
  private static final NetlinkMessage REQUEST =
      new NetlinkMessage(26, 5, 7, 0, ByteBuffer.allocate(300).put(0, (byte) 1));

  @Test
  void aMessageIsOneLine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NetlinkTrace trace =
        new NetlinkTrace("genl", true, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    trace.sent(REQUEST);
    trace.received(REFUSAL);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "genl > 26 seq 7 flags 0x5 300 bytes 01" + "00".repeat(255) + "…",
            "genl < error -17 seq 7");
  }

  @Test
  void nothingIsWrittenWhenItIsOff() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new NetlinkTrace("genl", false, new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .sent(REQUEST);
    assertThat(bytes.size()).isZero();
  }
}
