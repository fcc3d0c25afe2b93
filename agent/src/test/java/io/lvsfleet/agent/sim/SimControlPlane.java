package io.lvsfleet.agent.sim;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A control plane reduced to what agents see of one: it pushes states, relays reports and forgets
/// all soft state when it restarts. Sessions come and go; a message that is lost takes its session
/// with it, as in a stream.
final class SimControlPlane {

  private final World world;
  private final Truth truth;
  private final SortedMap<NodeId, SimNode> nodes = new TreeMap<>();
  private final SortedMap<NodeId, Desired> desired = new TreeMap<>();
  private final SortedMap<NodeId, AgentMessage> answers = new TreeMap<>();
  private final SortedMap<NodeId, SortedMap<ClusterId, Readiness>> readiness = new TreeMap<>();
  private final SortedMap<NodeId, SortedMap<CheckKey, CheckVerdict>> verdicts = new TreeMap<>();

  /// The number of each node's session; absent while there is none.
  private final SortedMap<NodeId, Integer> sessions = new TreeMap<>();

  private final SortedMap<NodeId, Instant> departures = new TreeMap<>();
  private final SortedMap<NodeId, Instant> arrivals = new TreeMap<>();
  private final Set<NodeId> everReported = new HashSet<>();

  /// Node and virtual IP.
  private final Set<String> everReady = new HashSet<>();

  private int lastSession;
  private int incarnation = 1;
  private long revision;

  /// Whether messages get lost and agents cannot reach it.
  boolean stormy = true;

  SimControlPlane(World world, Truth truth) {
    this.world = world;
    this.truth = truth;
  }

  void add(SimNode node) {
    nodes.put(node.id, node);
  }

  /// A new truth for some nodes.
  void decide(Truth.Change change) {
    revision++;
    change
        .states()
        .forEach((node, state) -> {
          Desired old = desired.get(node);
          Stamp stamp = new Stamp("incarnation-" + incarnation, revision, Sorted.map());
          // An allowance holds until its change has arrived.
          boolean arrived = old != null && new Applied(old.stamp()).equals(answers.get(node));
          int outstanding = old == null || arrived ? 0 : old.allowedRemovals();
          Desired next = new Desired(stamp, state, Math.max(outstanding, change.allowedRemovals()));
          desired.put(node, next);
          push(node, new Event.DesiredArrived(next));
          if (old != null && sameIncarnation(old, next) && stormy && world.random.oneIn(5)) {
            push(node, new Event.DesiredArrived(old));
          }
        });
  }

  private static boolean sameIncarnation(Desired a, Desired b) {
    return a.stamp().incarnation().equals(b.stamp().incarnation());
  }

  /// Restored from a backup: the numbers start again lower, under another name.
  void restore() {
    incarnation++;
    revision = 0;
    SortedMap<NodeId, NodeState> states = new TreeMap<>();
    desired.forEach((node, old) -> states.put(node, old.state()));
    decide(new Truth.Change(states, 0));
  }

  void restart() {
    world.note("control plane restarts");
    readiness.clear();
    verdicts.clear();
    for (NodeId node : nodes.keySet()) {
      lose(node);
    }
  }

  /// What a node was last told it should be.
  @Nullable Desired desired(NodeId node) {
    return desired.get(node);
  }

  @Nullable AgentMessage answer(NodeId node) {
    return answers.get(node);
  }

  /// Whether the node ever said that it is ready; soft state that is lost does not make it untrue.
  boolean everReady(Gate gate) {
    return everReported.contains(gate.node())
        && gate.addresses().stream().allMatch(a -> everReady.contains(gate.node() + " " + a))
        && gate.gateways().stream().allMatch(a -> everReady.contains(gate.node() + " " + a));
  }

  /// Agents try to connect all the time.
  void connect(NodeId node) {
    SimNode host = nodes.get(node);
    if (host == null || !host.alive || sessions.containsKey(node)) {
      return;
    }
    if (stormy && world.random.oneIn(4)) {
      return;
    }
    sessions.put(node, ++lastSession);
    host.dispatch(new Event.SessionOpened());
    if (!stormy || !world.random.oneIn(5)) {
      greet(node);
    } else {
      push(node, new Event.NotReadyArrived("loading"));
      int session = lastSession;
      world.soon(
          2_000,
          () -> {
            if (Integer.valueOf(session).equals(sessions.get(node))) {
              greet(node);
            }
          });
    }
  }

  private void greet(NodeId node) {
    Desired newest = desired.get(node);
    if (newest != null) {
      push(node, new Event.DesiredArrived(newest));
    }
    for (NodeId server : nodes.keySet()) {
      if (truth.directorsOf(server).contains(node)) {
        push(node, new Event.WitnessArrived(witness(server)));
      }
    }
  }

  void lose(NodeId node) {
    if (sessions.remove(node) != null) {
      SimNode host = nodes.get(node);
      if (host != null) {
        host.dispatch(new Event.SessionLost("simulated"));
      }
      relay(node);
    }
  }

  void receive(NodeId node, AgentMessage message) {
    int session = sessions.getOrDefault(node, 0);
    if (lost(node)) {
      return;
    }
    inOrder(
        arrivals,
        node,
        () -> {
          if (session != 0 && Integer.valueOf(session).equals(sessions.get(node))) {
            take(node, message);
          }
        });
  }

  private void take(NodeId node, AgentMessage message) {
    switch (message) {
      case Applied applied -> answers.put(node, applied);
      case Rejected rejected -> answers.put(node, rejected);
      case HealthReport report -> {
        verdicts.put(node, report.verdicts());
        relay(node);
      }
      case ObservedReport report -> {
        SortedMap<ClusterId, Readiness> ready = report.observation().readiness();
        readiness.put(node, ready);
        if (!ready.isEmpty()) {
          everReported.add(node);
        }
        ready
            .values()
            .forEach(one -> {
              remember(node, one.addresses());
              remember(node, one.gateways());
            });
        relay(node);
      }
      case AgentMessage.StatisticsReport _, AgentMessage.TransitionReport _ -> {}
    }
  }

  private void remember(NodeId node, SortedMap<IpAddress, List<Readiness.Precondition>> judged) {
    judged.forEach((address, missing) -> {
      if (missing.isEmpty()) {
        everReady.add(node + " " + address);
      }
    });
  }

  private WitnessReport witness(NodeId node) {
    return new WitnessReport(
        node,
        sessions.containsKey(node),
        readiness.getOrDefault(node, Sorted.map()),
        verdicts.getOrDefault(node, Sorted.map()));
  }

  private void relay(NodeId node) {
    truth
        .directorsOf(node)
        .forEach(director -> push(director, new Event.WitnessArrived(witness(node))));
  }

  private void push(NodeId node, Event event) {
    Integer session = sessions.get(node);
    SimNode host = nodes.get(node);
    if (session == null || host == null || lost(node)) {
      return;
    }
    int copies = stormy && event instanceof Event.DesiredArrived && world.random.oneIn(10) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      inOrder(
          departures,
          node,
          () -> {
            if (session.equals(sessions.get(node))) {
              host.dispatch(event);
            }
          });
    }
  }

  /// A stream keeps the order. Only states may be older than one that came before, as if another
  /// replica had sent them.
  private void inOrder(SortedMap<NodeId, Instant> last, NodeId node, Runnable delivery) {
    Instant earliest = world.now().plusMillis(1 + world.random.below(20));
    Instant before = last.getOrDefault(node, earliest);
    Instant at = before.isAfter(earliest) ? before : earliest;
    last.put(node, at);
    world.at(at, delivery);
  }

  private boolean lost(NodeId node) {
    if (stormy && world.random.oneIn(60)) {
      world.soon(20, () -> lose(node));
      return true;
    }
    return false;
  }
}
