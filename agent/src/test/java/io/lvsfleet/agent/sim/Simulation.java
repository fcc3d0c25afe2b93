package io.lvsfleet.agent.sim;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Agents and their hosts in a storm: states change, agents crash, hosts reboot, sessions break,
/// kernels refuse, disks are full, somebody else meddles. [Invariants] are checked at every event;
/// then the storm ends, and everything has to come to rest where it belongs.
public final class Simulation {

  private static final Duration STORM = Duration.ofSeconds(40);

  /// Longer than the longest backoff and several audits.
  private static final Duration CALM = Duration.ofSeconds(200);

  private static final int TROUBLES = 30;

  private final World world;
  private final Truth truth;
  private final SimControlPlane controlPlane;
  private final Invariants invariants;
  private final SortedMap<NodeId, SimNode> nodes = new TreeMap<>();

  /// Targets on which nothing answers.
  private final Set<Probe> dead = new HashSet<>();

  public Simulation(long seed, Truth truth) {
    this.truth = truth;
    world = new World(seed);
    controlPlane = new SimControlPlane(world, truth);
    invariants = new Invariants(controlPlane, world);
    truth.nodes().forEach(this::add);
  }

  private void add(NodeId id) {
    SimNode node =
        new SimNode(
            id,
            world,
            new SimNode.Surroundings() {
              @Override
              public void sent(SimNode from, AgentMessage message) {
                controlPlane.receive(from.id, message);
              }

              @Override
              public void about(SimNode on, Operation operation) {
                invariants.about(on, operation);
              }

              @Override
              public void stepped(SimNode of, AgentState before, Event event, AgentState after) {
                invariants.stepped(of, before, event, after);
              }
            },
            spec -> !dead.contains(spec.probe()));
    nodes.put(id, node);
    controlPlane.add(node);
  }

  /// What has happened so far: the last lines tell how it went wrong.
  public List<String> story() {
    return world.log();
  }

  /// @return what happened
  public List<String> run() {
    nodes.values().forEach(SimNode::start);
    connectForever(STORM.plus(CALM));
    controlPlane.decide(truth.change(world.random));
    for (int i = 0; i < TROUBLES; i++) {
      world.in(Duration.ofMillis(world.random.below((int) STORM.toMillis())), this::trouble);
    }
    world.runUntil(World.START.plus(STORM));
    calm();
    world.runUntil(World.START.plus(STORM).plus(CALM));
    // An audit that is under way at this very moment may end.
    for (int i = 0; i < 100 && !nodes.values().stream().allMatch(n -> n.state.quiet()); i++) {
      world.runUntil(world.now().plusMillis(5));
    }
    nodes.values().forEach(invariants::atRest);
    return world.log();
  }

  private void connectForever(Duration until) {
    for (long ms = 50; ms < until.toMillis(); ms += 700) {
      world.in(Duration.ofMillis(ms), () -> nodes.keySet().forEach(controlPlane::connect));
    }
  }

  private void calm() {
    world.note("calm");
    controlPlane.stormy = false;
    dead.clear();
    for (SimNode node : nodes.values()) {
      node.kernel.faults.clear();
      node.blindTo.clear();
      node.disk.full = false;
      if (!node.alive) {
        node.start();
      }
    }
    controlPlane.decide(truth.lastChange(world.random));
  }

  private void trouble() {
    SimNode node = world.random.pick(List.copyOf(nodes.values()));
    switch (world.random.below(12)) {
      case 0, 1, 2 -> controlPlane.decide(truth.change(world.random));
      case 3, 4 -> {
        node.crash();
        controlPlane.lose(node.id);
        startLater(node);
      }
      case 5 -> {
        node.reboot();
        controlPlane.lose(node.id);
        invariants.forget(node);
        startLater(node);
      }
      case 6 -> controlPlane.lose(node.id);
      case 7 -> refuse(node);
      case 8 -> flap();
      case 9 -> meddle(node);
      case 10 -> addForeign(node);
      default -> rarer(node);
    }
  }

  private void rarer(SimNode node) {
    switch (world.random.below(5)) {
      case 0 -> controlPlane.restart();
      case 1 -> controlPlane.restore();
      case 2, 3 -> {
        Facet facet = world.random.pick(List.of(Facet.values()));
        world.note(node.id + " cannot look at " + facet);
        node.blindTo.add(facet);
        world.in(Duration.ofSeconds(5), () -> node.blindTo.remove(facet));
      }
      default -> {
        node.disk.full = true;
        world.in(Duration.ofSeconds(3), () -> node.disk.full = false);
      }
    }
  }

  private void startLater(SimNode node) {
    world.soon(
        3_000,
        () -> {
          if (!node.alive) {
            node.start();
          }
        });
  }

  /// Some operations fail for a while.
  private void refuse(SimNode node) {
    int kind = world.random.below(5);
    String errno = world.random.pick(List.of("ENOENT", "ENOMEM", "EPERM", "ENETDOWN"));
    world.note(node.id + " refuses " + kind + " " + errno);
    node.kernel.faults.refuse(
        operation ->
            switch (kind) {
              case 0 -> operation instanceof Operation.IpvsOperation;
              case 1 -> operation instanceof Operation.AddressOperation;
              case 2 -> operation instanceof Operation.NetworkOperation;
              case 3 ->
                  operation instanceof Operation.SyncOperation
                      || operation instanceof Operation.SetTimeouts;
              default -> operation instanceof Operation.SetSysctl;
            },
        errno);
    world.in(Duration.ofSeconds(4), node.kernel.faults::clear);
  }

  private void flap() {
    SortedMap<NodeId, CheckSpec> targets = new TreeMap<>();
    for (SimNode node : nodes.values()) {
      node.state.checks().values().forEach(check -> targets.put(node.id, check.spec()));
    }
    NodeId node = world.random.anyKey(targets);
    CheckSpec target = node == null ? null : targets.get(node);
    if (target != null && !dead.remove(target.probe())) {
      dead.add(target.probe());
      world.note("dies " + target.probe());
    }
  }

  /// Somebody changes or removes what is ours.
  private void meddle(SimNode node) {
    VirtualServiceKey key = world.random.anyKey(node.kernel.ipvs.dump());
    Ledger ledger = node.state.ledger();
    boolean resting = node.alive && node.state.quiet();
    switch (world.random.below(9)) {
      case 0 -> {
        if (key != null && !invariants.isForeign(node, key)) {
          node.kernel.ipvs.drop(key);
        }
      }
      case 1 -> {
        if (key != null && !invariants.isForeign(node, key)) {
          node.kernel.ipvs.put(
              key,
              new VirtualService(
                  VirtualServiceConfig.of(Scheduler.SED),
                  node.kernel.ipvs.dump().getOrDefault(key, empty()).realServers()));
        }
      }
      case 2 -> ledger.addresses().stream().findFirst().ifPresent(node.kernel.addresses::drop);
      case 3 -> ledger.devices().stream().findFirst().ifPresent(node.kernel.devices::drop);
      case 4 -> {
        node.kernel.packets.clear();
        invariants.loud(node, world.now());
      }
      case 5 -> node.kernel.packets.put(new PacketRule.Unknown("counter drop"));
      // Only what is known to be ours: what was there before is remembered with it.
      case 6 -> {
        if (resting && ledger.timeoutsOriginal() != null) {
          node.kernel.control.put(world.random.timeouts());
        }
      }
      case 7 -> {
        if (resting) {
          ledger.syncDaemons().stream().findFirst().ifPresent(node.kernel.control::drop);
          ledger.routes().stream().findFirst().ifPresent(node.kernel.routes::drop);
        }
      }
      default -> {
        node.kernel.sysctls.put(Invariants.ARP_IGNORE, "0");
        invariants.loud(node, world.now());
      }
    }
    world.note(node.id + " is meddled with");
  }

  private static VirtualService empty() {
    return new VirtualService(VirtualServiceConfig.of(Scheduler.RR), Sorted.map());
  }

  /// Somebody makes a service. Only while the agent rests: between its look and its act the kernel
  /// itself settles who was first, and a crash in that moment leaves the claim to the ledger.
  private void addForeign(SimNode node) {
    VirtualServiceKey key = truth.key(world.random);
    boolean claimed = node.disk.ledger != null && node.disk.ledger.owns(key);
    boolean free = node.kernel.ipvs.dump().get(key) == null && !claimed;
    if (free && !node.state.ledger().owns(key) && (!node.alive || node.state.quiet())) {
      // No tunnel to the other family: while there is one, no sync daemon starts.
      RealServerConfig config =
          RealServerConfig.of(ForwardingMethod.MASQUERADING, new Weight(world.random.below(4)));
      VirtualService service =
          new VirtualService(
              VirtualServiceConfig.of(Scheduler.NQ),
              Sorted.map(Map.of(world.random.realServerKey(key, config), config)));
      node.kernel.ipvs.put(key, service);
      invariants.foreign(node, key, service);
      world.note(node.id + " gets a foreign " + key);
      if (world.random.oneIn(2)) {
        world.in(
            Duration.ofSeconds(10),
            () -> {
              if (invariants.isForeign(node, key)) {
                node.kernel.ipvs.drop(key);
                invariants.noLongerForeign(node, key);
              }
            });
      }
    }
  }
}
