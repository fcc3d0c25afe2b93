package io.lvsfleet.controlplane.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down who guesses: every source may fail so many times at once, and once more per interval.
/// Sources are addresses; of IPv6 the /64, because a host has all of it.
///
/// Guarded by its monitor. Bounded: the source that failed longest ago is forgotten first.
public final class FailureLimit {

  public static final int BURST = 10;
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final int MAX_SOURCES = 10_000;

  /// @param failures as of `at`; one is forgiven per interval
  private record Account(double failures, Instant at) {
    double failures(Instant now) {
      double forgiven = (double) Duration.between(at, now).toMillis() / INTERVAL.toMillis();
      return Math.max(0, failures - Math.max(0, forgiven));
    }
  }

  private final Map<String, Account> accounts = new LinkedHashMap<>();

  public synchronized boolean allows(InetSocketAddress source, Instant now) {
    Account account = accounts.get(key(source));
    return account == null || account.failures(now) <= BURST - 1;
  }

  public synchronized void failed(InetSocketAddress source, Instant now) {
    String key = key(source);
    Account account = accounts.remove(key);
    double failures = account == null ? 0 : account.failures(now);
    accounts.put(key, new Account(failures + 1, now)); // last: the map is ordered by last failure
    if (accounts.size() > MAX_SOURCES) {
      accounts.remove(accounts.keySet().iterator().next());
    }
  }

  private static String key(InetSocketAddress source) {
    InetAddress address = source.getAddress();
    return address instanceof Inet6Address six
        ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8))
        : source.getHostString();
  }
}
