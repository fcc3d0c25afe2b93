package io.lvsfleet.model;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One virtual router (RFC 9568, RFC 3768) as one director takes part in it.
///
/// @param version of the protocol, 2 or 3
/// @param interfaceName over which it advertises; while it is down the director is in FAULT
/// @param family in which it advertises; version 2 knows IPv4 only
/// @param priority 1 to 255; 255 is the owner, which takes over as soon as it starts
/// @param advertisementInterval version 2: 1 to 255 whole seconds; version 3: 10 ms to 40.95 s in
///   hundredths of a second
/// @param unicastPeers to whom it advertises; empty for multicast
/// @param source of its advertisements; null for the interface's first address (IPv6: the
///   link-local one)
/// @param password simple text authentication of version 2, at most eight ASCII characters; not a
///   secret to anybody on the link, but never shown
/// @param addresses held by the master and named in its advertisements, on whichever interface
/// @param excluded held by the master and not named (keepalived's `virtual_ipaddress_excluded`),
///   also of the other family
/// @param lowerPriorityResend whether a master answers an advertisement of lower priority at once
///   with its own (RFC 9568 section 6.4.3), so that a healed link knows its master before the next
///   interval
public record VrrpInstance(
    int version,
    int virtualRouterId,
    String interfaceName,
    AddressFamily family,
    int priority,
    Duration advertisementInterval,
    SortedSet<IpAddress> unicastPeers,
    @Nullable IpAddress source,
    @Nullable String password,
    SortedSet<LocalAddress> addresses,
    SortedSet<LocalAddress> excluded,
    boolean lowerPriorityResend) {

  /// So that an advertisement of IPv6 addresses fits into the smallest usual frame.
  public static final int MAX_ADVERTISED = 64;

  public static final int MAX_PASSWORD = 8;
  public static final int OWNER = 255;

  private static final Duration LONGEST_V3 = Duration.ofMillis(40_950);
  private static final Duration LONGEST_V2 = Duration.ofSeconds(255);

  public VrrpInstance {
    unicastPeers = Sorted.set(unicastPeers);
    addresses = Sorted.set(addresses);
    excluded = Sorted.set(excluded);
    require(version == 2 || version == 3, "a VRRP version is 2 or 3, not " + version);
    require(
        virtualRouterId >= 1 && virtualRouterId <= 255,
        "a virtual router id is 1 to 255, not " + virtualRouterId);
    require(priority >= 1 && priority <= OWNER, "a priority is 1 to 255, not " + priority);
    InterfaceName.require(interfaceName);
    requireInterval(version, advertisementInterval);
    require(
        version == 3 || family == AddressFamily.IPV4, "version 2 of VRRP advertises in IPv4 only");
    requireFamily(family, unicastPeers.stream(), "a peer");
    requireFamily(family, Stream.ofNullable(source), "the source");
    requireFamily(family, addresses.stream().map(LocalAddress::address), "an advertised address");
    require(unicastPeers.stream().noneMatch(IpAddress::isMulticast), "a peer is one node");
    require(
        !addresses.isEmpty() && addresses.size() <= MAX_ADVERTISED,
        "a virtual router has 1 to " + MAX_ADVERTISED + " addresses, not " + addresses.size());
    require(Collections.disjoint(addresses, excluded), "an address is advertised or not");
    require(password == null || version == 2, "version 3 of VRRP knows no authentication");
    require(
        password == null || password.matches("[!-~]{1,8}"),
        "a VRRP password is 1 to 8 printable ASCII characters");
  }

  private static void requireInterval(int version, Duration interval) {
    boolean right =
        version == 2
            ? interval.compareTo(LONGEST_V2) <= 0
                && interval.equals(Duration.ofSeconds(interval.toSeconds()))
            : interval.compareTo(LONGEST_V3) <= 0
                && interval.isPositive()
                && interval.toNanos() % 10_000_000 == 0;
    require(
        right && interval.isPositive(),
        (version == 2
                ? "version 2 advertises every 1 to 255 whole seconds"
                : "version 3 advertises every 10 ms to 40.95 s, in hundredths of a second")
            + ", not every "
            + interval);
  }

  private static void requireFamily(AddressFamily family, Stream<IpAddress> all, String what) {
    all.filter(address -> address.family() != family)
        .forEach(address -> {
          throw new IllegalArgumentException(
              what + " is of the virtual router's family: " + address);
        });
  }

  private static void require(boolean right, String rule) {
    if (!right) {
      throw new IllegalArgumentException(rule);
    }
  }

  public boolean unicast() {
    return !unicastPeers.isEmpty();
  }

  /// All that the master holds.
  public Stream<LocalAddress> held() {
    return Stream.concat(addresses.stream(), excluded.stream());
  }

  /// As it goes into logs: without the password.
  @Override
  public String toString() {
    return "VRRPv"
        + version
        + " id "
        + virtualRouterId
        + " dev "
        + interfaceName
        + " "
        + family
        + " priority "
        + priority
        + " every "
        + advertisementInterval.toMillis()
        + " ms"
        + (unicast() ? " to " + unicastPeers : "")
        + (source == null ? "" : " from " + source)
        + (password == null ? "" : " with a password")
        + " addresses "
        + addresses
        + (excluded.isEmpty() ? "" : " excluded " + excluded);
  }
}
