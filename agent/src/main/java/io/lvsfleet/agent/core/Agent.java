package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.readiness.ReadinessJudge;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.SysctlKey;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The whole agent in one signature.
///
/// - It is driven by levels: an event changes what is known or wanted, and what to do follows from
///   the difference, never from the event.
/// - It does one thing at a time: look, act, look at what it touched, answer.
/// - Nothing is acted on that was only seen in a dump: that is looked at by itself first.
/// - Without an accepted state it touches nothing.
public final class Agent {

  private Agent() {}

  /// The state before [Event.Started].
  public static AgentState blank() {
    return AgentState.blank();
  }

  public static Step step(AgentState state, Event event, Instant now) {
    Turn turn = new Turn(state, now);
    turn.take(event);
    turn.advance();
    return turn.finish();
  }

  /// When a [Event.Tick] is due at the latest.
  public static Instant nextWake(AgentState state) {
    Instant next = state.nextAudit();
    if (state.activity() instanceof Activity.Idle) {
      next = earlier(next, state.waitingUntil());
      next = earlier(next, state.announcements().next(state.retries()));
      if (!state.sight().clear()) {
        next = earlier(next, state.sight().patience().notBefore());
      }
    }
    next = earlier(next, state.orders().nextEnd());
    next = earlier(next, state.verdicts().wake());
    next = earlier(next, state.saving().due());
    if (Turn.counts(state.desired(), state.said(), state.meter(), state.verdicts())) {
      next = earlier(next, state.meter().due());
    }
    return earlier(next, state.health().checks().due());
  }

  /// The last state that was read back from the kernel, for the greeting.
  public static Optional<Stamp> applied(AgentState state) {
    return Optional.ofNullable(state.applied());
  }

  /// The parameters it writes or verifies, with the values it knows of.
  public static SortedMap<SysctlKey, String> ownSysctls(AgentState state) {
    if (state.desired() == null || state.effective() == null) {
      return Sorted.map();
    }
    SortedSet<SysctlKey> own = new TreeSet<>(state.effective().state().sysctls().keySet());
    own.addAll(ReadinessJudge.parameters(state.desired().state()));
    SortedMap<SysctlKey, String> known = new TreeMap<>(state.view().known().sysctls());
    known.keySet().retainAll(own);
    return known;
  }

  /// The addresses this node has because it was told to, which are not its own.
  public static SortedSet<IpAddress> heldAddresses(AgentState state) {
    SortedSet<IpAddress> held = new TreeSet<>();
    state.ledger().addresses().forEach(address -> held.add(address.address()));
    if (state.effective() != null) {
      state.effective().state().addresses().forEach(address -> held.add(address.address()));
    }
    Failover failover = state.desired() == null ? null : Failovers.of(state.desired().state());
    if (failover != null) {
      failover.addresses().forEach(address -> held.add(address.address()));
    }
    return held;
  }

  private static Instant earlier(Instant a, @Nullable Instant b) {
    return b == null || a.isBefore(b) ? a : b;
  }
}
