package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class AttributeTest {

  private static AttributeReader reader(AttributeWriter written) {
    return new AttributeReader(written.toBuffer());
  }

  @Test
  void everyWidthIsReadBackAsItWasWritten() throws NetlinkError {
    AttributeReader in =
        reader(
            new AttributeWriter()
                .u8(1, 0xff)
                .u16(2, 0xfffe)
                .u32(3, 0xffff_fffdL)
                .u64(4, -4)
                .networkU16(5, 8080)
                .string(6, "wlc")
                .bytes(7, new byte[] {1, 2, 3, 4, 5}));
    assertThat(in.next()).isTrue();
    assertThat(in.u8()).isEqualTo(0xff);
    assertThat(in.next()).isTrue();
    assertThat(in.u16()).isEqualTo(0xfffe);
    assertThat(in.next()).isTrue();
    assertThat(in.u32()).isEqualTo(0xffff_fffdL);
    assertThat(in.s32()).isEqualTo(-3);
    assertThat(in.next()).isTrue();
    assertThat(in.u64()).isEqualTo(-4);
    assertThat(in.next()).isTrue();
    assertThat(in.networkU16()).isEqualTo(8080);
    assertThat(in.bytes()).containsExactly(0x1f, 0x90);
    assertThat(in.next()).isTrue();
    assertThat(in.string()).isEqualTo("wlc");
    assertThat(in.bytes()).containsExactly('w', 'l', 'c', 0);
    assertThat(in.next()).isTrue();
    assertThat(in.bytes()).containsExactly(1, 2, 3, 4, 5);
    assertThat(in.next()).isFalse();
    in.end();
  }

  @Test
  void lengthsArePaddedToFourBytesAndFlagBitsAreMasked() throws NetlinkError {
    ByteBuffer bytes =
        new AttributeWriter().nested(9, inner -> inner.u8(1, 7).u16(2, 8)).toBuffer();
    assertThat(bytes.remaining()).isEqualTo(4 + 8 + 8);
    assertThat(Short.toUnsignedInt(bytes.getShort(0))).isEqualTo(20);
    assertThat(Short.toUnsignedInt(bytes.getShort(2))).isEqualTo(0x8009);
    AttributeReader in = new AttributeReader(bytes);
    assertThat(in.next()).isTrue();
    assertThat(in.type()).isEqualTo(9);
    AttributeReader inner = in.nested();
    assertThat(inner.next()).isTrue();
    assertThat(inner.u8()).isEqualTo(7);
    assertThat(inner.next()).isTrue();
    assertThat(inner.u16()).isEqualTo(8);
    assertThat(inner.next()).isFalse();
    in.end();
  }

  @Test
  void aWrongWidthIsRememberedAndLaterGettersGiveZero() {
    AttributeReader in = reader(new AttributeWriter().u32(1, 5).u16(2, 6));
    assertThat(in.next()).isTrue();
    assertThat(in.u16()).isZero();
    assertThat(in.u32()).isZero();
    assertThat(in.next()).isFalse();
    assertThatThrownBy(in::end)
        .isInstanceOf(NetlinkError.class)
        .hasMessage("attribute 1 has 4 bytes, not 2");
  }

  @Test
  void anErrorInsideIsTheOutersToo() {
    AttributeReader in = reader(new AttributeWriter().nested(3, inner -> inner.u8(1, 1)).u8(4, 4));
    assertThat(in.next()).isTrue();
    AttributeReader inner = in.nested();
    assertThat(inner.next()).isTrue();
    assertThat(inner.u64()).isZero();
    assertThat(in.next()).isFalse();
    NetlinkError error = catchThrowableOfType(NetlinkError.class, in::end);
    assertThat(error.kind()).isEqualTo(NetlinkError.Kind.MALFORMED);
    assertThat(error).hasMessage("in attribute 3. attribute 1 has 1 bytes, not 8");
  }

  @Test
  void lengthsBeyondTheEndAndBelowTheHeaderAreErrors() {
    for (int length : new int[] {0, 3, 9, 0xffff}) {
      ByteBuffer bytes =
          ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putShort(0, (short) length);
      AttributeReader in = new AttributeReader(bytes);
      assertThat(in.next()).isFalse();
      assertThatThrownBy(in::end).isInstanceOf(NetlinkError.class);
    }
  }

  @Test
  void theLastAttributeNeedNotBePadded() throws NetlinkError {
    ByteBuffer bytes = new AttributeWriter().u8(1, 7).toBuffer();
    AttributeReader in = new AttributeReader(bytes.limit(5));
    assertThat(in.next()).isTrue();
    assertThat(in.u8()).isEqualTo(7);
    assertThat(in.next()).isFalse();
    in.end();
  }

  @Test
  void aTextMayEndWithoutAZeroByte() {
    AttributeReader in = reader(new AttributeWriter().bytes(1, new byte[] {'r', 'r'}));
    assertThat(in.next()).isTrue();
    assertThat(in.string()).isEqualTo("rr");
  }

  @Test
  void longContentGrowsTheBufferUpToTheFormatsLimit() {
    byte[] most = new byte[65_531];
    assertThat(new AttributeWriter().bytes(1, most).toBuffer().remaining()).isEqualTo(65_536);
    assertThatThrownBy(() -> new AttributeWriter().bytes(1, new byte[65_532]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new AttributeWriter()
                .nested(1, in -> in.bytes(1, new byte[40_000]).bytes(2, new byte[40_000])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
