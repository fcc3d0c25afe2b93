package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.SysctlProfile;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a cluster gets without its document saying so. What it got before stays as long as nobody
/// else has written it.
final class Allocation {

  /// `LV` and a number: far from the bits that others use of marks, and recognisable.
  static final long FIRST_MARK = 0x4c56_0001L;

  private static final int HIGHEST_SYNC_ID = 255;

  private final Examination on;
  private final Allocated before;

  private Allocation(Examination on) {
    this.on = on;
    ClusterTopology current = on.current();
    this.before = current == null ? Allocated.NOTHING : current.settings().value().allocated();
  }

  static Allocated of(Examination on) {
    Allocation allocation = new Allocation(on);
    return new Allocated(
        allocation.marks(),
        allocation.syncId(),
        allocation.absent(),
        on.vrrp,
        allocation.handover());
  }

  private SortedMap<String, Long> marks() {
    Set<Long> taken = new HashSet<>();
    SortedSet<String> wanting = new TreeSet<>();
    on.document
        .services()
        .forEach((name, service) -> {
          if (service.settings().listen() instanceof Listen.OnFirewallMark listen) {
            Long written = listen.mark();
            if (written == null) {
              wanting.add(name);
            } else {
              taken.add(written);
            }
          }
        });
    SortedMap<String, Long> marks = new TreeMap<>();
    for (String name : wanting) {
      Long old = before.marks().get(name);
      if (old != null && taken.add(old)) {
        marks.put(name, old);
      }
    }
    long next = FIRST_MARK;
    for (String name : wanting) {
      if (!marks.containsKey(name)) {
        while (!taken.add(next)) {
          next++;
        }
        marks.put(name, next);
      }
    }
    return marks;
  }

  /// Directors of different clusters may hear each other.
  private @Nullable Integer syncId() {
    DeclaredSync sync = on.document.settings().connectionSync();
    if (sync == null || sync.syncId() != null) {
      return null;
    }
    Integer id = FreeId.of(on, 1, HIGHEST_SYNC_ID, Allocation::syncId, before.syncId());
    // The 256th on one network: groups and interfaces tell them apart.
    return id == null ? Objects.requireNonNullElse(before.syncId(), 0) : id;
  }

  private static @Nullable Integer syncId(AllocatedSettings settings) {
    DeclaredSync sync = settings.declared().connectionSync();
    if (sync == null) {
      return null;
    }
    return sync.syncId() == null ? settings.allocated().syncId() : sync.syncId();
  }

  /// An order stands as long as who has to obey it is there.
  private @Nullable Handover handover() {
    Handover order = before.handover();
    return order != null && on.vrrp != null && on.isDirector(order.from()) ? order : null;
  }

  private SortedMap<NodeId, SortedSet<SysctlKey>> absent() {
    SortedMap<NodeId, SortedSet<SysctlKey>> absent = new TreeMap<>();
    for (DeclaredMember member : on.document.members()) {
      SortedSet<SysctlKey> known = on.knownNodes.capabilities(member.node()).parameters();
      if (known.isEmpty()) {
        absent.put(member.node(), before.absent().getOrDefault(member.node(), Sorted.set()));
        continue;
      }
      SortedSet<SysctlKey> missing = new TreeSet<>();
      Arrays.stream(SysctlProfile.values())
          .filter(SysctlProfile::ofIpvs)
          .map(entry -> new SysctlKey(entry.parameter()))
          .filter(key -> !known.contains(key))
          .forEach(key -> missing.add(key));
      absent.put(member.node(), missing);
    }
    return absent;
  }
}
