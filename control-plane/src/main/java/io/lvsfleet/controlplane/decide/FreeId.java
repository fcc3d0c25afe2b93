package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Numbers that tell clusters apart who hear each other.
///
/// Which ones do is not known, only guessed: two clusters are taken to be on one network when a
/// virtual IP's network, or a director's address, of one overlaps with those of the other. Since
/// that can miss a shared link, a number that nobody else in the fleet has is preferred as long as
/// there is one.
final class FreeId {

  private FreeId() {}

  /// @param first the first to try; after the last come those before it
  /// @param used what another cluster has; null for none
  /// @param old the own one from before, kept if nobody near has it; null for none
  /// @return null when all are taken on the network
  static @Nullable Integer of(
      Examination on,
      int first,
      int last,
      Function<AllocatedSettings, @Nullable Integer> used,
      @Nullable Integer old) {
    Set<Integer> near = new HashSet<>();
    Set<Integer> all = new HashSet<>();
    for (ClusterTopology other : on.otherClusters()) {
      Integer id = used.apply(other.settings().value());
      if (id != null) {
        all.add(id);
        if (isNear(on, other)) {
          near.add(id);
        }
      }
    }
    if (old != null && !near.contains(old)) {
      return old;
    }
    Integer unique = lowest(first, last, all);
    return unique == null ? lowest(first, last, near) : unique;
  }

  private static @Nullable Integer lowest(int first, int last, Set<Integer> taken) {
    for (int i = 0; i < last; i++) {
      int id = 1 + (first - 1 + i) % last;
      if (!taken.contains(id)) {
        return id;
      }
    }
    return null;
  }

  /// Whether a cluster is taken to be on the same network.
  static boolean isNear(Examination on, ClusterTopology other) {
    List<AddressRange> theirs = networks(other.document(), on.knownNodes);
    return networks(on.document, on.knownNodes).stream()
        .anyMatch(one -> theirs.stream().anyMatch(one::overlaps));
  }

  private static List<AddressRange> networks(ClusterDocument document, KnownNodes known) {
    List<AddressRange> networks = new ArrayList<>();
    document
        .virtualIps()
        .values()
        .forEach(vip ->
            networks.add(AddressRange.of(Prefix.of(vip.address(), vip.effectivePrefixLength()))));
    SortedSet<IpAddress> directors = new TreeSet<>(Comparator.naturalOrder());
    document
        .members()
        .forEach(member -> {
          NodeId node = member.node();
          directors.addAll(known.addresses(node));
          directors.addAll(document.node(node).addresses().values());
        });
    directors.forEach(address -> networks.add(AddressRange.of(address)));
    return networks;
  }
}
