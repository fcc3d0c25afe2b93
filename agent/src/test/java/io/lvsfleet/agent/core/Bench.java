package io.lvsfleet.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.app.Executor;
import io.lvsfleet.agent.app.Kernel;
import io.lvsfleet.agent.app.Observer;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Observation;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An agent on a bench: effects are carried out at once, time passes when told to.
final class Bench {

  static final HostIdentity HOST = new HostIdentity("boot-1", 1);

  final FakeKernel kernel = FakeKernel.typical();

  /// Everything it did outside, in order.
  final List<Effect> effects = new ArrayList<>();

  final List<AgentMessage> sent = new ArrayList<>();
  AgentState state = Agent.blank();
  Memory memory = Memory.NONE;
  @Nullable Ledger ledger;
  Event.Mode mode = Event.Mode.ACTING;

  /// What cannot be looked at.
  final Set<Facet> blindTo = EnumSet.noneOf(Facet.class);

  Instant now = TestStates.NOON;

  private final Kernel ports = kernel.ports();
  private final Observer observer = new Observer(ports);
  private final Executor executor = new Executor(ports, _ -> {});

  Bench start() {
    state = Agent.blank();
    dispatch(new Event.Started(HOST, memory, ledger, mode));
    return this;
  }

  /// A connected agent that has applied this state.
  Bench applied(NodeState state) {
    start().connected();
    dispatch(new Event.DesiredArrived(TestStates.desired(1, state)));
    assertThat(sent(Applied.class)).hasSize(1);
    return this;
  }

  Observation observation() {
    return sent(ObservedReport.class).getLast().observation();
  }

  /// Of the last refusal.
  List<String> codes() {
    return sent(Rejected.class).getLast().reasons().stream().map(Reason::code).toList();
  }

  Bench connected() {
    dispatch(new Event.SessionOpened());
    return this;
  }

  void dispatch(Event first) {
    Deque<Event> events = new ArrayDeque<>(List.of(first));
    while (!events.isEmpty()) {
      Step step = Agent.step(state, events.remove(), now);
      state = step.next();
      for (Effect effect : step.effects()) {
        effects.add(effect);
        switch (effect) {
          case Effect.Observe observe -> events.add(observed(observe.scope()));
          case Effect.Execute execute -> {
            ledger = execute.plan().intent();
            events.add(new Event.PlanExecuted(executor.execute(execute.plan())));
          }
          case Effect.PersistState persist -> memory = persist.memory();
          case Effect.PersistLedger persist -> ledger = persist.ledger();
          case Effect.Send send -> sent.add(send.message());
          case Effect.Probe _ -> {} // the test answers
          case Effect.ReadStatistics _ ->
              events.add(new Event.StatisticsRead(kernel.statistics.statistics()));
          case Effect.Inspect inspect ->
              events.add(new Event.Found(List.copyOf(kernel.firewall.findings(inspect.wanted()))));
        }
      }
    }
  }

  private Event observed(Scope scope) {
    Event.Observed seen = (Event.Observed) observer.observe(scope);
    SortedMap<Facet, Blindness> blind = new TreeMap<>(seen.blind());
    blindTo.stream()
        .filter(scope::has)
        .forEach(facet -> blind.put(facet, new Blindness("EIO", "cannot be read")));
    return new Event.Observed(scope, seen.seen(), blind);
  }

  /// Time passes, and every timer that is due on the way goes off.
  void pass(Duration time) {
    Instant end = now.plus(time);
    while (!Agent.nextWake(state).isAfter(end)) {
      Instant wake = Agent.nextWake(state);
      now = wake.isAfter(now) ? wake : now.plusMillis(1);
      dispatch(new Event.Tick());
    }
    now = end;
  }

  <T extends AgentMessage> List<T> sent(Class<T> kind) {
    return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// How often something was changed.
  long executions() {
    return effects.stream()
        .filter(effect ->
            effect instanceof Effect.Execute execute
                && !execute.plan().operations().stream()
                    .allMatch(AnnounceAddress.class::isInstance))
        .count();
  }
}
