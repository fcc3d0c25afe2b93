package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Operation;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the agent's own loop and VRRP have to do with each other: little. VRRP's addresses and sync
/// daemons are VRRP's alone.
public final class Failovers {

  private Failovers() {}

  /// What VRRP is to do; null for nothing: there is no peer, everything was withdrawn, or the agent
  /// only observes.
  public static @Nullable Failover wanted(AgentState state) {
    boolean acts = state.mode() == Event.Mode.ACTING && state.orders().withdrawal().isEmpty();
    return acts && state.desired() != null ? of(state.desired().state()) : null;
  }

  public static Announcing announcing(AgentState state) {
    DirectorState director = state.desired() == null ? null : state.desired().state().director();
    return director == null ? Announcing.DEFAULT : director.announcing();
  }

  static @Nullable Failover of(NodeState state) {
    return state.director() == null ? null : state.director().failover();
  }

  /// What this director is to hold without VRRP.
  public static SortedSet<LocalAddress> plain(AgentState state) {
    boolean acts = state.mode() == Event.Mode.ACTING && state.orders().withdrawal().isEmpty();
    NodeState node = state.desired() == null ? null : state.desired().state();
    DirectorState director = node == null ? null : node.director();
    if (!acts || director == null || director.failover() != null) {
      return Sorted.set();
    }
    return director.role().holdsAddresses() ? director.virtualAddresses() : Sorted.set();
  }

  /// And does hold: it was added by the agent.
  public static SortedSet<LocalAddress> heldPlainly(AgentState state) {
    SortedSet<LocalAddress> held = new TreeSet<>(plain(state));
    held.retainAll(state.ledger().addresses());
    return held;
  }

  /// What is tracked, within the agent's own sight, and down.
  public static Set<Subject> down(AgentState state) {
    Failover failover = wanted(state);
    Set<Subject> down = new HashSet<>();
    if (failover != null) {
      for (Tracker tracker : failover.trackers()) {
        if (isDown(state, tracker.subject())) {
          down.add(tracker.subject());
        }
      }
    }
    return down;
  }

  private static boolean isDown(AgentState state, Subject subject) {
    return switch (subject) {
      case Subject.IpvsProgrammable() ->
          state.sight().parts().contains(Facet.SERVICES) || lacksServices(state);
      case Subject.Quorum(String service, int least) ->
          state.effective() != null && serving(state.effective(), service) < least;
      case Subject.Interface _, Subject.RouteTo _, Subject.NoFile _, Subject.LivingProcess _ ->
          false;
    };
  }

  /// Whether ip_vs refused a service, or this process has not yet seen it reached and one is
  /// missing. Later on one that is missing is just being added: no reason to hand over.
  private static boolean lacksServices(AgentState state) {
    if (state.effective() == null) {
      return false;
    }
    Set<VirtualServiceKey> missing = new HashSet<>(state.effective().state().services().keySet());
    missing.removeAll(state.view().known().services().keySet());
    boolean refused =
        state.failures().stream()
            .anyMatch(one ->
                one.operation() instanceof Operation.AddService add
                    && missing.contains(add.service()));
    return refused || (state.applied() == null && !missing.isEmpty());
  }

  private static long serving(Effective effective, String service) {
    return effective.servers().stream()
        .filter(one -> one.service().equals(service) && takes(one))
        .count();
  }

  private static boolean takes(EffectiveServer server) {
    return server.present() && server.weight().value() > 0;
  }

  /// The kernel without what belongs to VRRP: neither missing nor foreign nor to be put right.
  static KernelState withoutVrrp(KernelState known, NodeState desired) {
    Failover failover = of(desired);
    if (failover == null) {
      return known;
    }
    SortedSet<LocalAddress> addresses = new TreeSet<>(known.addresses());
    addresses.removeAll(failover.addresses());
    return new KernelState(
        known.services(),
        addresses,
        known.sysctls(),
        failover.sync() == null
            ? known.settings()
            : new IpvsSettings(known.settings().timeouts(), Sorted.map()),
        known.network());
  }
}
