package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Announcing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How directors announce virtual IPs.
public record DeclaredAnnouncing(
    @Nullable Integer repeat, @Nullable Duration interval, @Nullable Duration refresh) {

  public Announcing effective() {
    return new Announcing(
        repeat == null ? Announcing.DEFAULT.repeat() : repeat,
        interval == null ? Announcing.DEFAULT.interval() : interval,
        refresh == null ? Announcing.DEFAULT.refresh() : refresh);
  }
}
