package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Agent;
import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Effect;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Step;
import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.Plan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// An agent's life without a control plane: it looks, does what is to be done, and ends. For a node
/// on which no agent runs.
final class OneShot {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Observer observer;
  private final Executor executor;
  private final Firewall firewall;
  private final LedgerFile ledger;
  private final InstantSource clock;

  /// @param done told of each operation
  OneShot(
      Kernel kernel,
      Firewall firewall,
      LedgerFile ledger,
      Consumer<OperationOutcome> done,
      InstantSource clock) {
    this.observer = new Observer(kernel);
    this.executor = new Executor(kernel, done);
    this.firewall = firewall;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// @return the state when everything is done, or when patience is over
  AgentState run(Event.Started started) throws IOException, InterruptedException {
    Instant end = clock.instant().plus(PATIENCE);
    AgentState state = turn(Agent.blank(), started);
    while (!finished(state) && clock.instant().isBefore(end)) {
      Duration left = Duration.between(clock.instant(), Agent.nextWake(state));
      Thread.sleep(left.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : left);
      state = turn(state, new Event.Tick());
    }
    return state;
  }

  private static boolean finished(AgentState state) {
    return state.mode() == Event.Mode.OBSERVING ? state.decided() : state.quiet();
  }

  private AgentState turn(AgentState state, Event first) throws IOException {
    Deque<Event> events = new ArrayDeque<>(List.of(first));
    AgentState current = state;
    while (!events.isEmpty()) {
      Step step = Agent.step(current, events.remove(), clock.instant());
      current = step.next();
      for (Effect effect : step.effects()) {
        switch (effect) {
          case Effect.Observe observe -> events.add(observer.observe(observe.scope()));
          case Effect.Execute execute ->
              events.add(new Event.PlanExecuted(execute(execute.plan())));
          case Effect.PersistLedger persist -> ledger.write(persist.ledger());
          case Effect.Inspect inspect -> inspect(inspect, events);
          // Whatever it finds out besides is the business of an agent that stays.
          case Effect.PersistState _, Effect.Send _, Effect.ReadStatistics _, Effect.Probe _ -> {}
        }
      }
    }
    return current;
  }

  private List<OperationOutcome> execute(Plan plan) throws IOException {
    ledger.write(plan.intent());
    return new ArrayList<>(executor.execute(plan));
  }

  private void inspect(Effect.Inspect inspect, Deque<Event> events) {
    try {
      events.add(new Event.Found(List.copyOf(firewall.findings(inspect.wanted()))));
    } catch (KernelException _) {
      // what cannot be read cannot be told
    }
  }
}
