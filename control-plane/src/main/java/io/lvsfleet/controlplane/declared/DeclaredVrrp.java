package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// How directors share the virtual IPs. Several directors do so by VRRP even when nothing of this
/// is written; one alone when it is, for its peer may be somebody else's.
///
/// @param deadAfter how long a master is missed at most; the interval follows from it
/// @param virtualRouterId not written means one is allocated
/// @param interfaceName over which directors advertise
/// @param unicast to the other directors' addresses; not written means when there are peers
/// @param peers routers outside the document that take part by unicast
/// @param password of version 2
/// @param catchUp how long a director that came back collects connections before it takes over
public record DeclaredVrrp(
    @Nullable Integer version,
    @Nullable Duration deadAfter,
    @Nullable Duration advertisementInterval,
    @Nullable Boolean preempt,
    @Nullable Duration preemptDelay,
    @Nullable Duration startDelay,
    @Nullable Integer virtualRouterId,
    @Nullable String interfaceName,
    @Nullable Boolean unicast,
    SortedSet<IpAddress> peers,
    @Nullable String password,
    @Nullable Boolean lowerPriorityResend,
    List<DeclaredTracker> track,
    @Nullable Duration catchUp) {

  /// What holds when nothing is written.
  public static final DeclaredVrrp DEFAULT =
      new DeclaredVrrp(
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Sorted.set(),
          null,
          null,
          List.of(),
          null);

  /// In which every connection with traffic is sent once more (`sync_refresh_period`), and what the
  /// kernel keeps in its buffers.
  public static final Duration CATCH_UP = Duration.ofSeconds(15);

  private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

  /// The longest skew of the lowest priority, 1, in 256ths of an interval or of a second.
  private static final int LONGEST_SKEW = 255;

  public DeclaredVrrp {
    peers = Sorted.set(peers);
    track = List.copyOf(track);
  }

  public int effectiveVersion() {
    return version == null ? 3 : version;
  }

  public boolean isUnicast() {
    return unicast == null ? !peers.isEmpty() : unicast;
  }

  public boolean preempts() {
    return preempt == null || preempt;
  }

  public boolean resends() {
    return lowerPriorityResend == null || lowerPriorityResend;
  }

  public Duration effectivePreemptDelay() {
    return preemptDelay == null ? Duration.ZERO : preemptDelay;
  }

  public Duration effectiveStartDelay() {
    return startDelay == null ? Duration.ZERO : startDelay;
  }

  /// @param synchronised whether there is anything to catch up with
  public Duration effectiveCatchUp(boolean synchronised) {
    if (!synchronised) {
      return Duration.ZERO;
    }
    return catchUp == null ? CATCH_UP : catchUp;
  }

  /// The family in which directors advertise, whose addresses they name: that of any IPv4 virtual
  /// IP. Null when there is nothing to share.
  public static @Nullable AddressFamily family(Collection<DeclaredVirtualIp> virtualIps) {
    return virtualIps.stream()
        .filter(vip -> !vip.isRange())
        .map(vip -> vip.address().family())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /// Over which a director advertises: where it is written, where its virtual IPs are, or where the
  /// first of them is, one of services if there is one. Null when that is not known.
  public @Nullable String interfaceOf(
      DeclaredMember member, Collection<DeclaredVirtualIp> virtualIps) {
    if (interfaceName != null) {
      return interfaceName;
    }
    if (member.interfaceName() != null) {
      return member.interfaceName();
    }
    AddressFamily family = family(virtualIps);
    return virtualIps.stream()
        .filter(vip -> !vip.isRange() && vip.address().family() == family)
        .min(Comparator.comparing(DeclaredVirtualIp::effectiveUse))
        .map(DeclaredVirtualIp::interfaceName)
        .orElse(null);
  }

  /// So that even a backup of priority 1 misses the master no longer than `deadAfter`: three
  /// intervals and its skew, which is up to 255/256 of an interval in version 3 (RFC 9568 section
  /// 6.1) and of a second in version 2 (RFC 3768 section 6.1). Zero when that cannot be done.
  public Duration effectiveInterval() {
    if (advertisementInterval != null) {
      return advertisementInterval;
    }
    if (deadAfter == null) {
      return EVERY_SECOND;
    }
    if (effectiveVersion() == 2) {
      long left = deadAfter.toMillis() - 1000L * LONGEST_SKEW / 256;
      return Duration.ofSeconds(Math.max(0, left / 3000));
    }
    long hundredths = deadAfter.toMillis() / 10 * 256 / (3 * 256 + LONGEST_SKEW);
    return Duration.ofMillis(hundredths * 10);
  }
}
