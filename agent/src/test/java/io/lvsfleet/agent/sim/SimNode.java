package io.lvsfleet.agent.sim;

import io.lvsfleet.agent.app.Kernel;
import io.lvsfleet.agent.app.Observer;
import io.lvsfleet.agent.core.Agent;
import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Blindness;
import io.lvsfleet.agent.core.Effect;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Scope;
import io.lvsfleet.agent.core.Step;
import io.lvsfleet.agent.core.TestStates;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One host: a kernel, a disk and, most of the time, an agent. The agent can be killed between any
/// two effects and between any two operations of a plan.
final class SimNode {

  /// What the surroundings of a node are told.
  interface Surroundings {
    void sent(SimNode node, AgentMessage message);

    /// Before an operation is carried out, to judge it.
    void about(SimNode node, Operation operation);

    /// After a step, to judge it.
    void stepped(SimNode node, AgentState before, Event event, AgentState after);
  }

  static final RouteKey DEFAULT = new RouteKey(RouteKey.MAIN, Prefix.all(AddressFamily.IPV4), 0);

  /// The host's own way out.
  static final Route ORIGINAL =
      new Route(Route.Type.UNICAST, IpAddress.parse("10.0.0.1"), "eth0", null, "02000000fe100001");

  final NodeId id;
  final FakeKernel kernel = FakeKernel.typical();
  final Disk disk = new Disk();
  AgentState state = Agent.blank();
  boolean alive;

  /// What cannot be looked at.
  final Set<Facet> blindTo = EnumSet.noneOf(Facet.class);

  /// What the plan under way was made for.
  @Nullable Desired planned;

  /// Whether a service answers on a target of a probe.
  private final Predicate<CheckSpec> answers;

  private final World world;
  private final Surroundings surroundings;
  private final Kernel ports = kernel.ports();
  private final Observer observer = new Observer(ports);
  private int boots = 1;

  /// Grows with every start and every crash: what an earlier life began does not reach a later one.
  private int life;

  private Instant wake = Instant.MAX;

  SimNode(NodeId id, World world, Surroundings surroundings, Predicate<CheckSpec> answers) {
    this.id = id;
    this.world = world;
    this.surroundings = surroundings;
    this.answers = answers;
    kernel.addresses.addInterface("eth1");
    boot();
  }

  /// What the host itself sets up.
  private void boot() {
    kernel.addresses.put(new LocalAddress("lo", IpAddress.parse("127.0.0.1"), 8));
    kernel.addresses.put(new LocalAddress("eth0", SimTopology.ownAddress(id), 24));
    kernel.routes.put(Map.of(DEFAULT, ORIGINAL));
  }

  void start() {
    alive = true;
    life++;
    world.note(id + " starts");
    state = Agent.blank();
    wake = Instant.MAX;
    HostIdentity host = new HostIdentity("boot-" + boots, 1);
    dispatch(new Event.Started(host, disk.memory, disk.ledger));
  }

  void crash() {
    alive = false;
    life++;
    world.note(id + " crashes");
  }

  void reboot() {
    crash();
    boots++;
    kernel.reboot();
    boot();
    world.note(id + " reboots");
  }

  void dispatch(Event event) {
    if (!alive) {
      return;
    }
    AgentState before = state;
    Step step = Agent.step(before, event, world.now());
    state = step.next();
    world.note(
        id + " " + name(event) + " -> " + step.effects().stream().map(SimNode::name).toList());
    surroundings.stepped(this, before, event, state);
    int current = life;
    for (Effect effect : step.effects()) {
      perform(effect);
      if (life != current) {
        return;
      }
    }
    scheduleTick();
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Observe observe -> later(3, () -> dispatch(observed(observe.scope())));
      case Effect.Execute execute -> execute(execute.plan());
      case Effect.PersistState persist -> {
        if (!disk.full) {
          disk.memory = persist.memory();
        }
      }
      case Effect.PersistLedger persist -> {
        if (!disk.full) {
          disk.ledger = persist.ledger();
        }
      }
      case Effect.Send send -> surroundings.sent(this, send.message());
      case Effect.ReadStatistics _ ->
          later(250, () -> dispatch(new Event.StatisticsRead(kernel.statistics.statistics())));
      case Effect.Inspect inspect ->
          later(
              50,
              () ->
                  dispatch(
                      new Event.Found(List.copyOf(kernel.firewall.findings(inspect.wanted())))));
      case Effect.Probe probe ->
          later(
              200,
              () -> {
                boolean ok = answers.test(probe.spec());
                dispatch(
                    new Event.ProbeFinished(probe.check(), probe.spec(), TestStates.answer(ok)));
              });
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

  private void execute(Plan plan) {
    if (disk.full) {
      later(
          3,
          () ->
              dispatch(
                  new Event.PlanExecuted(
                      plan.operations().stream()
                          .map(o -> (OperationOutcome) new Failed(o, "EIO", "disk full"))
                          .toList())));
      return;
    }
    disk.ledger = plan.intent();
    planned = state.desired();
    next(plan, new ArrayList<>(), new ArrayList<>());
  }

  /// One operation at a time, so that anything may happen in between.
  private void next(Plan plan, List<OperationOutcome> outcomes, List<Operation> notDone) {
    if (outcomes.size() == plan.operations().size()) {
      later(2, () -> dispatch(new Event.PlanExecuted(outcomes)));
      return;
    }
    later(
        2,
        () -> {
          Operation operation = plan.operations().get(outcomes.size());
          OperationOutcome outcome = execute(operation, notDone);
          if (!(outcome instanceof Done)) {
            notDone.add(operation);
          }
          outcomes.add(outcome);
          world.note(id + " " + outcome.getClass().getSimpleName() + " " + operation.describe());
          next(plan, outcomes, notDone);
        });
  }

  private OperationOutcome execute(Operation operation, List<Operation> notDone) {
    Optional<Operation> blocker = Dependencies.blocker(operation, notDone);
    if (blocker.isPresent()) {
      return new Skipped(operation, blocker.get());
    }
    surroundings.about(this, operation);
    try {
      ports.execute(operation);
      return new Done(operation);
    } catch (KernelException refused) {
      return new Failed(operation, refused.errno(), "");
    }
  }

  private void later(int milliseconds, Runnable action) {
    int current = life;
    world.soon(
        milliseconds,
        () -> {
          if (life == current) {
            action.run();
          }
        });
  }

  private void scheduleTick() {
    Instant next = Agent.nextWake(state);
    Instant at = next.isAfter(world.now()) ? next : world.now().plusMillis(1);
    if (!at.isBefore(wake)) {
      return;
    }
    wake = at;
    int current = life;
    world.at(
        at,
        () -> {
          if (life == current && wake.equals(at)) {
            wake = Instant.MAX;
            dispatch(new Event.Tick());
          }
        });
  }

  private static String name(Record record) {
    return record.getClass().getSimpleName();
  }

  private static String name(Event event) {
    return name((Record) event);
  }

  private static String name(Effect effect) {
    return effect instanceof Effect.Send send
        ? name((Record) send.message())
        : name((Record) effect);
  }
}
