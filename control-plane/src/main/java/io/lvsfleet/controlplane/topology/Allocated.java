package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a cluster got without its document saying so, when the document was accepted. It stays as
/// long as it fits: compiling reads nothing else, so that what a node should be changes with
/// revisions alone.
///
/// @param marks of services that write none, by the service's name
/// @param syncId for connection synchronisation that writes none; null when it is not needed
/// @param absent parameters that a director's kernel was found not to have
/// @param vrrp null where directors do not fail over
/// @param handover the last order to hand over; null for none
public record Allocated(
    SortedMap<String, Long> marks,
    @Nullable Integer syncId,
    SortedMap<NodeId, SortedSet<SysctlKey>> absent,
    @Nullable AllocatedVrrp vrrp,
    @Nullable Handover handover) {

  public static final Allocated NOTHING =
      new Allocated(Sorted.map(), null, Sorted.map(), null, null);

  public Allocated {
    marks = Sorted.map(marks);
    SortedMap<NodeId, SortedSet<SysctlKey>> copy = new TreeMap<>();
    absent.forEach((node, keys) -> {
      if (!keys.isEmpty()) {
        copy.put(node, Sorted.set(keys));
      }
    });
    absent = Sorted.map(copy);
  }

  public Allocated withHandover(Handover order) {
    return new Allocated(marks, syncId, absent, vrrp, order);
  }
}
