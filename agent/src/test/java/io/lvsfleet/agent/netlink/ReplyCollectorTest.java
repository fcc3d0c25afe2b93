package io.lvsfleet.agent.netlink;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_DONE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_ERROR;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_NOOP;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_OVERRUN;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_ACK_TLVS;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CAPPED;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_DUMP_INTR;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_MULTI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ReplyCollectorTest {

  private static final int ROW = 26;
  private static final int SEQUENCE = 7;

  private final ReplyCollector collector = new ReplyCollector(SEQUENCE);

  private static ByteBuffer number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).rewind();
  }

  private static NetlinkMessage message(int type, int flags, int sequence, ByteBuffer payload) {
    return new NetlinkMessage(type, flags, sequence, 0, payload);
  }

  private static NetlinkMessage row(int value) {
    return message(ROW, NLM_F_MULTI, SEQUENCE, number(value));
  }

  /// `struct nlmsgerr`: the number, the request's header with its length, what follows.
  private static NetlinkMessage error(int number, int flags, int requestLength, ByteBuffer rest) {
    ByteBuffer payload =
        ByteBuffer.allocate(4 + NetlinkMessage.HEADER + rest.remaining())
            .order(ByteOrder.nativeOrder())
            .putInt(number)
            .putInt(requestLength)
            .position(4 + NetlinkMessage.HEADER)
            .put(rest)
            .rewind();
    return message(NLMSG_ERROR, flags, SEQUENCE, payload);
  }

  private NetlinkError refusal(NetlinkMessage message) {
    return catchThrowableOfType(NetlinkError.class, () -> collector.accept(message));
  }

  @Test
  void aDumpIsCompleteWithItsDone() throws NetlinkError {
    assertThat(collector.accept(row(1))).isFalse();
    assertThat(collector.accept(row(2))).isFalse();
    assertThat(collector.accept(message(NLMSG_DONE, NLM_F_MULTI, SEQUENCE, number(0)))).isTrue();
    assertThat(collector.replies()).containsExactly(row(1), row(2));
  }

  @Test
  void anAcknowledgementCompletesWithWhatCameBefore() throws NetlinkError {
    assertThat(collector.accept(row(1))).isFalse();
    assertThat(collector.accept(error(0, NLM_F_CAPPED, 20, number(0).limit(0)))).isTrue();
    assertThat(collector.replies()).containsExactly(row(1));
  }

  @Test
  void answersToOtherRequestsAreDropped() throws NetlinkError {
    assertThat(collector.accept(message(ROW, 0, SEQUENCE - 1, number(1)))).isFalse();
    assertThat(collector.accept(message(NLMSG_DONE, 0, SEQUENCE - 1, number(0)))).isFalse();
    assertThat(collector.accept(message(NLMSG_ERROR, 0, SEQUENCE - 1, number(-1)))).isFalse();
    assertThat(collector.accept(message(NLMSG_NOOP, 0, SEQUENCE, number(0)))).isFalse();
    assertThat(collector.replies()).isEmpty();
  }

  @Test
  void aTornDumpIsToldAtItsEnd() throws NetlinkError {
    collector.accept(message(ROW, NLM_F_MULTI | NLM_F_DUMP_INTR, SEQUENCE, number(1)));
    NetlinkError error = refusal(message(NLMSG_DONE, NLM_F_MULTI, SEQUENCE, number(0)));
    assertThat(error.kind()).isEqualTo(NetlinkError.Kind.INTERRUPTED);
  }

  @Test
  void aDoneMayCarryAnErrorAndItsExplanation() {
    ByteBuffer explained =
        new AttributeWriter().header(number(-22)).string(1, "Invalid header").toBuffer();
    NetlinkError error = refusal(message(NLMSG_DONE, NLM_F_ACK_TLVS, SEQUENCE, explained));
    assertThat(error.errno()).isEqualTo(22);
    assertThat(error.kernelMessage()).isEqualTo("Invalid header");
  }

  @Test
  void explanationsAreFoundBehindACappedAndBehindAWholeRequest() {
    ByteBuffer attributes =
        new AttributeWriter().string(1, "Address not found").u32(2, 44).toBuffer();
    NetlinkError capped =
        refusal(error(-99, NLM_F_CAPPED | NLM_F_ACK_TLVS, 48, attributes.duplicate()));
    assertThat(capped.kernelMessage()).isEqualTo("Address not found");
    assertThat(capped.offset()).isEqualTo(44);

    ByteBuffer request = ByteBuffer.allocate(32 + attributes.remaining());
    request.position(32).put(attributes.duplicate()).rewind();
    NetlinkError whole = refusal(error(-99, NLM_F_ACK_TLVS, 48, request));
    assertThat(whole.kernelMessage()).isEqualTo("Address not found");
    assertThat(whole.errno()).isEqualTo(99);
  }

  @Test
  void aDamagedExplanationDoesNotHideTheError() {
    ByteBuffer damaged = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    damaged.putShort(0, (short) 0xfff0);
    NetlinkError error = refusal(error(-1, NLM_F_CAPPED | NLM_F_ACK_TLVS, 20, damaged));
    assertThat(error.kind()).isEqualTo(NetlinkError.Kind.REFUSED);
    assertThat(error.errno()).isEqualTo(1);
    assertThat(error.kernelMessage()).isEmpty();
  }

  @Test
  void lostDataAndNonsenseNumbersAreErrors() {
    assertThat(refusal(message(NLMSG_OVERRUN, 0, SEQUENCE, number(0))).kind())
        .isEqualTo(NetlinkError.Kind.MALFORMED);
    assertThat(refusal(error(5, NLM_F_CAPPED, 20, number(0))).kind())
        .isEqualTo(NetlinkError.Kind.MALFORMED);
    assertThat(refusal(error(Integer.MIN_VALUE, NLM_F_CAPPED, 20, number(0))).kind())
        .isEqualTo(NetlinkError.Kind.MALFORMED);
    assertThat(refusal(message(NLMSG_DONE, 0, SEQUENCE, number(0).limit(2))).kind())
        .isEqualTo(NetlinkError.Kind.MALFORMED);
  }
}
