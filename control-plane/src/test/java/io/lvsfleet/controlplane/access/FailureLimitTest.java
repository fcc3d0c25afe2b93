package io.lvsfleet.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureLimitTest {

  private static final Instant START = Instant.EPOCH;

  private final FailureLimit limit = new FailureLimit();

  private static InetSocketAddress source(String address) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(IpAddress.parse(address).bytes()), 40_000);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void exhaust(String address) {
    for (int i = 0; i < FailureLimit.BURST; i++) {
      assertThat(limit.allows(source(address), START)).isTrue();
      limit.failed(source(address), START);
    }
  }

  @Test
  void afterABurstOneFailureIsForgivenPerInterval() {
    exhaust("192.0.2.1");
    assertThat(limit.allows(source("192.0.2.1"), START)).isFalse();
    Instant later = START.plus(FailureLimit.INTERVAL);
    assertThat(limit.allows(source("192.0.2.1"), later.minusMillis(1))).isFalse();
    assertThat(limit.allows(source("192.0.2.1"), later)).isTrue();
    limit.failed(source("192.0.2.1"), later);
    assertThat(limit.allows(source("192.0.2.1"), later)).isFalse();
  }

  @Test
  void anotherSourceIsNotAffectedButAnIpv6NeighbourInTheSame64Is() {
    exhaust("192.0.2.1");
    assertThat(limit.allows(source("192.0.2.2"), START)).isTrue();
    exhaust("2001:db8::1");
    assertThat(limit.allows(source("2001:db8::ffff"), START)).isFalse();
    assertThat(limit.allows(source("2001:db8:0:1::1"), START)).isTrue();
  }

  @Test
  void theNumberOfSourcesIsBoundedAndTheOldestIsForgotten() {
    exhaust("192.0.2.1");
    for (int i = 0; i < FailureLimit.MAX_SOURCES; i++) {
      limit.failed(source("10.1." + (i >> 8) + "." + (i & 255)), START);
    }
    assertThat(limit.allows(source("192.0.2.1"), START)).isTrue();
  }
}
