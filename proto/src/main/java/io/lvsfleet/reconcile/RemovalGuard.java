package io.lvsfleet.reconcile;

import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses a change of what is *desired* that would remove suspiciously much, such as a truncated
/// document. Health is no business of it: servers that are down are no removals.
public final class RemovalGuard {

  /// Up to this many removals of a kind are everyday work, however large a share they are.
  public static final int UNSUSPICIOUS = 10;

  /// Beyond that, more than this share of a kind is refused.
  public static final double LARGEST_SHARE = 0.5;

  /// Nothing left of at least this many is refused as well: an empty document is the commonest
  /// accident. The last one of a kind may go without asking.
  public static final int EMPTYING = 2;

  private RemovalGuard() {}

  /// How much of one kind of object a change removes.
  ///
  /// @param before how many there were
  /// @param removed how many of those are no longer there
  /// @param after how many there are, new ones included
  public record Count(int before, int removed, int after) {

    boolean suspicious() {
      return (removed > UNSUSPICIOUS && removed > before * LARGEST_SHARE)
          || (before >= EMPTYING && after == 0);
    }
  }

  /// What a change removes, by kind. Real servers count once per virtual service they are in.
  public record Removals(Count virtualServices, Count realServers) {

    /// To be compared with the allowance.
    public int total() {
      return virtualServices.removed() + realServers.removed();
    }
  }

  public static Removals removals(NodeState previous, NodeState next) {
    return removals(services(previous.director()), members(previous.director()), next);
  }

  private static Removals removals(
      Set<VirtualServiceKey> services, Set<Member> members, NodeState next) {
    return new Removals(
        count(services, services(next.director())), count(members, members(next.director())));
  }

  /// The text of the refusal; empty when the change may be made.
  ///
  /// @param allowedRemovals what the operator has explicitly allowed, see [Removals#total]
  public static Optional<String> refusal(NodeState previous, NodeState next, int allowedRemovals) {
    return refusal(removals(previous, next), allowedRemovals);
  }

  /// The same where the previous state was lost: the ledger still knows what was made of it.
  public static Optional<String> refusal(Ledger previous, NodeState next, int allowedRemovals) {
    Set<Member> members = new HashSet<>();
    previous
        .services()
        .forEach((service, own) -> own.forEach(r -> members.add(new Member(service, r))));
    return refusal(removals(previous.services().keySet(), members, next), allowedRemovals);
  }

  private static Optional<String> refusal(Removals removals, int allowedRemovals) {
    boolean suspicious =
        removals.virtualServices().suspicious() || removals.realServers().suspicious();
    if (!suspicious || removals.total() <= allowedRemovals) {
      return Optional.empty();
    }
    return Optional.of(
        "the change removes %d of %d virtual services and %d of %d real servers; allow %d removals if that is meant"
            .formatted(
                removals.virtualServices().removed(),
                removals.virtualServices().before(),
                removals.realServers().removed(),
                removals.realServers().before(),
                removals.total()));
  }

  private record Member(VirtualServiceKey service, RealServerKey realServer) {}

  private static Set<VirtualServiceKey> services(@Nullable DirectorState director) {
    return director == null ? Set.of() : director.services().keySet();
  }

  private static Set<Member> members(@Nullable DirectorState director) {
    Set<Member> members = new HashSet<>();
    if (director != null) {
      director
          .services()
          .forEach((VirtualServiceKey key, ServiceSpec service) ->
              service.realServers().keySet().forEach(r -> members.add(new Member(key, r))));
    }
    return members;
  }

  private static <T> Count count(Set<T> before, Set<T> after) {
    int removed = (int) before.stream().filter(one -> !after.contains(one)).count();
    return new Count(before.size(), removed, after.size());
  }
}
