package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.netlink.sockdiag.ListenerFilter;
import io.lvsfleet.agent.netlink.sockdiag.SocketCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerGoldenTest {

  static final List<String> USED =
      List.of(
          "closed-listener",
          "closed-listener-any",
          "closed-listener-mapped",
          "closed-listener-udp",
          "closed-connection",
          "closed-by-reset",
          "dump-listeners");

  private static ByteBuffer datagram(String name) {
    return Golden.read(name).received().getFirst();
  }

  private static Optional<ListeningSocket> read(String name) throws NetlinkError {
    return SocketCodec.readClosed(NetlinkMessage.parse(datagram(name)).getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "closed-listener, TCP, 127.0.0.1, 18080",
    "closed-listener-any, TCP, ::, 18081",
    "closed-listener-mapped, TCP, 127.0.0.1, 18081",
    "closed-listener-udp, UDP, ::1, 18083"
  })
  void aClosedListenerIsRead(String name, Protocol protocol, String address, int port)
      throws NetlinkError {
    assertThat(read(name)).contains(new ListeningSocket(protocol, IpAddress.parse(address), port));
  }

  @Test
  void aClosedConnectionIsNoListener() throws NetlinkError {
    assertThat(read("closed-connection")).isEmpty();
  }

  /// Why it is asked who listens still.
  @Test
  void aConnectionThatWasResetLooksLikeAListener() throws NetlinkError {
    assertThat(read("closed-by-reset").orElseThrow().address())
        .isEqualTo(IpAddress.parse("0.0.0.0"));
  }

  @Test
  void listenersAreAskedForAsSsDoes() throws NetlinkError {
    assertThat(SocketCodec.writeGetListeners(AddressFamily.IPV4, Protocol.TCP))
        .isEqualTo(Golden.read("dump-listeners").request().payload());
    List<ListeningSocket> sockets = new ArrayList<>();
    for (NetlinkMessage message : Golden.read("dump-listeners").messages()) {
      if (message.type() == SocketCodec.BY_FAMILY) {
        sockets.add(SocketCodec.readListener(message, Protocol.TCP).orElseThrow());
      }
    }
    assertThat(sockets)
        .containsExactly(new ListeningSocket(Protocol.TCP, IpAddress.parse("127.0.0.1"), 18080));
  }

  @Test
  void theFilterPassesListenersOnly() {
    for (String name : USED) {
      assertThat(passes(datagram(name))).as(name).isEqualTo(!name.equals("closed-connection"));
    }
    ByteBuffer neverBound = datagram("closed-listener").putShort(20, (short) 0);
    assertThat(passes(neverBound)).isFalse();
    ByteBuffer refusal =
        new NetlinkMessage(NetlinkConstants.NLMSG_ERROR, 0, 1, 0, ByteBuffer.allocate(20)).encode();
    assertThat(passes(refusal)).isTrue();
  }

  /// What the kernel does with the program (Documentation/networking/filter.rst): a load that
  /// reaches beyond the end drops.
  private static boolean passes(ByteBuffer datagram) {
    ByteBuffer program = ListenerFilter.program().order(ByteOrder.nativeOrder());
    ByteBuffer in = datagram.duplicate().order(ByteOrder.BIG_ENDIAN);
    int value = 0;
    for (int at = 0; ; at++) {
      int operand = program.getInt(at * 8 + 4);
      switch (program.getShort(at * 8)) {
        case 0x28 -> {
          if (operand + 2 > in.limit()) {
            return false;
          }
          value = Short.toUnsignedInt(in.getShort(operand));
        }
        case 0x15 -> at += program.get(at * 8 + (value == operand ? 2 : 3));
        case 0x06 -> {
          return operand != 0;
        }
        default -> throw new AssertionError("instruction " + at);
      }
    }
  }
}
