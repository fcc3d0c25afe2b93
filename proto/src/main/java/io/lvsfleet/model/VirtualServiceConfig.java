package io.lvsfleet.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a virtual service behaves; all of it can be changed in place (`IPVS_CMD_SET_SERVICE`).
///
/// @param scheduler the kernel's name for it, kept as text because a kernel may know schedulers
///   this program does not (a foreign entry must still be readable)
/// @param onePacket UDP only: every datagram is scheduled on its own
/// @param oddity what a kernel's entry has that none of the above can say; the rest is then the
///   nearest that can be said. Empty in whatever is wanted, so that an odd entry differs from it.
public record VirtualServiceConfig(
    String scheduler,
    SortedSet<SchedulerFlag> flags,
    @Nullable Persistence persistence,
    boolean onePacket,
    String oddity) {

  public VirtualServiceConfig {
    flags = Collections.unmodifiableSortedSet(new TreeSet<>(flags));
  }

  public VirtualServiceConfig(
      String scheduler,
      SortedSet<SchedulerFlag> flags,
      @Nullable Persistence persistence,
      boolean onePacket) {
    this(scheduler, flags, persistence, onePacket, "");
  }

  public static VirtualServiceConfig of(Scheduler scheduler) {
    return new VirtualServiceConfig(scheduler.kernelName(), new TreeSet<>(), null, false);
  }

  public VirtualServiceConfig withFlags(Collection<SchedulerFlag> newFlags) {
    return new VirtualServiceConfig(
        scheduler, new TreeSet<>(newFlags), persistence, onePacket, oddity);
  }

  public VirtualServiceConfig withPersistence(@Nullable Persistence newPersistence) {
    return new VirtualServiceConfig(scheduler, flags, newPersistence, onePacket, oddity);
  }

  /// In `ipvsadm`'s words: `-s wlc -p 300 -b sh-port`.
  public String describe() {
    StringBuilder text = new StringBuilder("-s ").append(scheduler);
    if (!flags.isEmpty()) {
      text.append(" -b ")
          .append(
              flags.stream().map(f -> scheduler + "-" + f.word()).collect(Collectors.joining(",")));
    }
    if (persistence != null) {
      text.append(" -p ").append(persistence.timeout().toSeconds());
      text.append(" -M ").append(persistence.prefixLength());
      if (persistence.engine() != null) {
        text.append(" --pe ").append(persistence.engine());
      }
    }
    if (onePacket) {
      text.append(" -o");
    }
    return oddity.isEmpty() ? text.toString() : text.append(" # ").append(oddity).toString();
  }
}
