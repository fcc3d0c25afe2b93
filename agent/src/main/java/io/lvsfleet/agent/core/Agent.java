package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Stamp;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
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
      if (state.waiting()) {
        next = earlier(next, state.patience().notBefore());
      } else {
        next = earlier(next, state.announcements().next());
      }
      if (!state.sight().clear()) {
        next = earlier(next, state.sight().patience().notBefore());
      }
    }
    next = earlier(next, state.orders().nextEnd());
    if (Turn.counts(state.desired(), state.said(), state.meter())) {
      next = earlier(next, state.meter().due());
    }
    for (CheckState check : state.checks().values()) {
      if (!check.running()) {
        next = earlier(next, check.due());
      }
    }
    return next;
  }

  /// The last state that was read back from the kernel, for the greeting.
  public static Optional<Stamp> applied(AgentState state) {
    return Optional.ofNullable(state.applied());
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
