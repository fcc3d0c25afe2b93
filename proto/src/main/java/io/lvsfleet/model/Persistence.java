package io.lvsfleet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Keeps a client on one real server.
///
/// @param timeout whole seconds, at least one
/// @param prefixLength clients of one network of this length count as one client; 32 (IPv4) or 128
///   (IPv6) for single addresses
/// @param engine the persistence engine, `sip` or none
public record Persistence(Duration timeout, int prefixLength, @Nullable String engine) {

  public static final Duration MAX_TIMEOUT = Duration.ofDays(31);

  public Persistence {
    if (timeout.toSeconds() < 1
        || timeout.toNanosPart() != 0
        || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "a persistence timeout is 1 s to 31 days in whole seconds, not " + timeout);
    }
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("a prefix length is 0 to 128, not " + prefixLength);
    }
  }
}
