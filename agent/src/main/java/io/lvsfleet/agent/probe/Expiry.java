package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Warns of certificates that will expire.
final class Expiry {

  private final InstantSource clock;

  Expiry(InstantSource clock) {
    this.clock = clock;
  }

  /// Empty for none.
  String warning(TlsConnection connection, ClientTls tls) {
    if (tls.expiryWarning().isZero()) {
      return "";
    }
    Instant warnAt = clock.instant().plus(tls.expiryWarning());
    return connection.expiry().filter(end -> end.isBefore(warnAt)).map(this::warning).orElse("");
  }

  private String warning(Instant end) {
    long days = Duration.between(clock.instant(), end).toDays();
    return days < 0 || end.isBefore(clock.instant())
        ? "a certificate of the server expired at " + end
        : "a certificate of the server expires at " + end + ", in " + days + " days";
  }
}
