package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.time.Instant;

/// What is wanted of the VRRP thread.
public record VrrpConfig(Failover failover, Announcing announcing) {

  /// Gone sooner than a backup takes over, where the kernel can tell such short times: it counts a
  /// lease in whole seconds. One second would be lost to a single long pause of the virtual
  /// machine.
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);

  /// How long the kernel keeps an address that nobody renews.
  public Duration lease() {
    Duration slowest =
        failover.instances().values().stream()
            .map(VrrpInstance::advertisementInterval)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Duration silence = Duration.ofSeconds((slowest.toMillis() * 3 + 999) / 1000);
    return silence.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : silence;
  }

  /// Two renewals may fail or be late before the kernel takes the addresses.
  Instant renewAt(Instant heldUntil) {
    return heldUntil.minus(lease()).plus(lease().dividedBy(3));
  }
}
