package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Persistence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How clients are kept on one real server.
///
/// @param timeout 0 is written by people who want none; not written is [#DEFAULT_TIMEOUT]
public record DeclaredPersistence(
    @Nullable Duration timeout, @Nullable Integer prefixLength, @Nullable String engine) {

  /// What `ipvsadm -p` without a number takes.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  public Duration effectiveTimeout() {
    return timeout == null ? DEFAULT_TIMEOUT : timeout;
  }

  /// Null when the timeout is 0: not persistent.
  public @Nullable Persistence effective(AddressFamily family) {
    return effectiveTimeout().isZero()
        ? null
        : new Persistence(
            effectiveTimeout(), prefixLength == null ? family.bits() : prefixLength, engine);
  }
}
