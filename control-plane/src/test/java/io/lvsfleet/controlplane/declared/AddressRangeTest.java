package io.lvsfleet.controlplane.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Prefix;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  private static AddressRange range(String text) {
    return AddressRange.tryParse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "10.0.0.16/28, 10.0.0.16/28",
    "10.0.0.16-10.0.0.31, 10.0.0.16/28",
    "10.0.0.16-10.0.0.30, 10.0.0.16-10.0.0.30",
    "0.0.0.0-255.255.255.255, 0.0.0.0/0",
    "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::/0",
    "fd00::/64, fd00::/64",
    "fd00::5-fd00::5, fd00::5"
  })
  void isWrittenAsShortAsItGoes(String text, String written) {
    assertThat(range(text)).hasToString(written);
    assertThat(range(written)).isEqualTo(range(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.17/28", "10.0.0.2-10.0.0.1", "10.0.0.1-fd00::1", "10.0.0.1-", "x", ""})
  void anythingElseIsNone(String text) {
    assertThat(AddressRange.tryParse(text)).isEmpty();
  }

  @Test
  void itsNetworksAreInOrderWithoutGapsAndWithoutMore() {
    assertThat(range("10.0.0.3-10.0.0.9").prefixes())
        .containsExactly(
            Prefix.parse("10.0.0.3/32"), Prefix.parse("10.0.0.4/30"), Prefix.parse("10.0.0.8/31"));
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int first = random.nextInt() & 0x7fff_ffff;
      int last = first + random.nextInt(Math.min(100_000, Integer.MAX_VALUE - first));
      AddressRange range = new AddressRange(new Ipv4Address(first), new Ipv4Address(last));

      List<Prefix> prefixes = range.prefixes();

      IpAddress next = range.first();
      for (Prefix prefix : prefixes) {
        AddressRange part = AddressRange.of(prefix);
        assertThat(part.first()).as("seed " + seed).isEqualTo(next);
        next = new Ipv4Address(((Ipv4Address) part.last()).bits() + 1);
      }
      assertThat(next).as("seed " + seed).isEqualTo(new Ipv4Address(last + 1));
      assertThat(prefixes.size()).isLessThanOrEqualTo(62);
    }
  }
}
