package io.lvsfleet.agent.sim;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Conflict;
import io.lvsfleet.reconcile.Forwarding;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What must never happen, whatever else does.
final class Invariants {

  static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");

  /// From a look to the last operation that rests on it.
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final SimControlPlane controlPlane;
  private final Map<NodeId, SortedMap<VirtualServiceKey, VirtualService>> foreign = new HashMap<>();

  /// When somebody last made a node answer ARP again.
  private final Map<NodeId, Instant> loud = new HashMap<>();

  private final World world;

  Invariants(SimControlPlane controlPlane, World world) {
    this.controlPlane = controlPlane;
    this.world = world;
  }

  private SortedMap<VirtualServiceKey, VirtualService> foreign(SimNode node) {
    return foreign.computeIfAbsent(node.id, _ -> new TreeMap<>());
  }

  void foreign(SimNode node, VirtualServiceKey key, VirtualService service) {
    foreign(node).put(key, service);
  }

  void loud(SimNode node, Instant when) {
    loud.put(node.id, when);
  }

  boolean isForeign(SimNode node, VirtualServiceKey key) {
    return foreign(node).containsKey(key);
  }

  void noLongerForeign(SimNode node, VirtualServiceKey key) {
    foreign(node).remove(key);
  }

  /// After a reboot nothing is left of it.
  void forget(SimNode node) {
    foreign(node).clear();
  }

  /// An operation is about to be carried out.
  void about(SimNode node, Operation operation) {
    if (operation instanceof IpvsOperation ipvs) {
      require(
          !isForeign(node, ipvs.service()), node, "touches a foreign service: " + ipvs.describe());
    }
    switch (operation) {
      case AddAddress add when add.silent() -> silent(node, add);
      case AddRealServer add -> gated(node, add.service(), add.realServer(), add.config().weight());
      case EditRealServer edit ->
          gated(node, edit.service(), edit.realServer(), edit.config().weight());
      case Operation _ -> {}
    }
  }

  /// A virtual IP comes to lo only when ARP is silenced, unless somebody meddled this very moment.
  private void silent(SimNode node, AddAddress add) {
    Instant meddled = loud.getOrDefault(node.id, World.START.minusSeconds(60));
    if (meddled.plus(MOMENT).isBefore(world.now())) {
      KernelState now = node.kernel.state();
      boolean ruled =
          now.network().packetRules().stream()
              .anyMatch(rule ->
                  rule instanceof PacketRule.ArpSilence silence
                      && silence.virtualIp().equals(add.address().address()));
      String value = now.sysctls().get(ARP_IGNORE);
      require(
          ruled || "1".equals(value) || add.address().address().family() == AddressFamily.IPV6,
          node,
          add.describe() + " while arp_ignore is " + value);
    }
  }

  /// No weight before the real server's own agent said that it is ready.
  private void gated(SimNode node, VirtualServiceKey key, RealServerKey server, Weight weight) {
    Desired desired = node.planned;
    if (weight.value() == 0 || desired == null || desired.state().director() == null) {
      return;
    }
    ServiceSpec service = desired.state().director().services().get(key);
    RealServerSpec spec = service == null ? null : service.realServers().get(server);
    if (spec != null && spec.gate() != null) {
      require(
          controlPlane.everReady(spec.gate()), node, server + " gets weight before it was ready");
    }
  }

  void stepped(SimNode node, AgentState before, Event event, AgentState after) {
    Desired old = before.desired();
    Desired now = after.desired();
    if (old != null && now != null) {
      require(
          old.stamp().equals(now.stamp()) || now.stamp().supersedes(old.stamp()),
          node,
          "goes back from " + old.stamp() + " to " + now.stamp());
    }
    require(old == null || now != null, node, "forgets its state");
    if (event instanceof Event.SessionLost) {
      notLess(node, before, after);
    }
    if (event instanceof Event.NotReadyArrived) {
      require(Objects.equals(before.effective(), after.effective()), node, "minds not-ready");
    }
    foreign(node)
        .forEach((key, service) ->
            require(
                service.equals(node.kernel.ipvs.dump().get(key)),
                node,
                "a foreign service changed: " + key));
  }

  /// A lost session takes nothing from anybody. But it may end a panic: what was reported against
  /// another one stands no longer against the director's own success, so that no longer all fail,
  /// and what is said against this one is believed.
  private static void notLess(SimNode node, AgentState before, AgentState after) {
    if (before.effective() == null || after.effective() == null) {
      return;
    }
    Map<String, EffectiveServer> then = new HashMap<>();
    before.effective().servers().forEach(s -> then.put(s.service() + "/" + s.realServer(), s));
    for (EffectiveServer server : after.effective().servers()) {
      EffectiveServer old = then.get(server.service() + "/" + server.realServer());
      require(
          old == null
              || ((server.present() || !old.present())
                  && server.weight().value() >= old.weight().value())
              || (old.state() == ServerState.PANIC_HELD
                  && server.state() == ServerState.DOWN
                  && after.effective().servers().stream()
                      .anyMatch(other -> cleared(other, server, then))),
          node,
          "a lost session lowers " + old + " to " + server);
    }
  }

  /// Whether what was said against another one of the same service no longer counts.
  private static boolean cleared(
      EffectiveServer other, EffectiveServer server, Map<String, EffectiveServer> then) {
    EffectiveServer before = then.get(other.service() + "/" + other.realServer());
    return other.service().equals(server.service())
        && before != null
        && before.state() == ServerState.PANIC_HELD
        && other.state() != ServerState.PANIC_HELD
        && other.state().serving();
  }

  /// The storm is over for long enough.
  void atRest(SimNode node) {
    AgentState state = node.state;
    Desired wanted = controlPlane.desired(node.id);
    if (wanted == null) {
      require(
          state.desired() == null, node, "has a state that nobody wanted"); // in no document yet
      return;
    }
    require(
        state.desired() != null && wanted.stamp().equals(state.desired().stamp()),
        node,
        "does not have the newest state");
    require(state.quiet(), node, "is not at rest: " + state.activity() + " " + state.failures());
    if (state.effective() == null) {
      throw new AssertionError(node.id + " has no effective state");
    }
    Plan plan = Reconciler.plan(node.kernel.state(), state.effective().state(), state.ledger());
    require(plan.operations().isEmpty(), node, "has still to do:\n" + plan);
    require(
        state.ledger().equals(node.disk.ledger)
            || state.ledger().equals(io.lvsfleet.reconcile.Ledger.empty(state.host())),
        node,
        "has another ledger on disk");
    for (Conflict conflict : plan.conflicts()) {
      require(
          foreign(node).keySet().stream().anyMatch(k -> conflict.object().contains(k.describe())),
          node,
          "sees a conflict with nobody: " + conflict);
    }
    untouched(node, state.effective().state());
    AgentMessage answer = controlPlane.answer(node.id);
    boolean right =
        switch (answer) {
          case Applied applied ->
              plan.conflicts().isEmpty() && applied.stamp().equals(wanted(wanted).stamp());
          case Rejected rejected ->
              !plan.conflicts().isEmpty() && rejected.stamp().equals(wanted(wanted).stamp());
          case null -> false;
          case AgentMessage.HealthReport _,
              AgentMessage.ObservedReport _,
              AgentMessage.StatisticsReport _,
              AgentMessage.TransitionReport _ ->
              false;
        };
    require(right, node, "answered " + answer + " with conflicts " + plan.conflicts());
  }

  /// What is not wanted is as the host had it.
  private static void untouched(SimNode node, KernelState wanted) {
    KernelState now = node.kernel.state();
    KernelState first = FakeKernel.typical().state();
    now.sysctls()
        .forEach((key, value) ->
            require(
                wanted.sysctls().containsKey(key)
                    || Forwarding.follows(key, wanted.sysctls().keySet())
                    || value.equals(first.sysctls().get(key)),
                node,
                "leaves " + key + " at " + value));
    require(
        wanted.settings().timeouts() != null
            || Objects.equals(now.settings().timeouts(), first.settings().timeouts()),
        node,
        "leaves timeouts " + now.settings().timeouts());
    require(
        now.settings().syncDaemons().equals(wanted.settings().syncDaemons()),
        node,
        "leaves sync daemons " + now.settings().syncDaemons());
    require(
        now.network().devices().equals(wanted.network().devices())
            && now.network().packetRules().equals(wanted.network().packetRules()),
        node,
        "leaves " + now.network());
    Route out = now.network().routes().get(SimNode.DEFAULT);
    require(
        wanted.network().routes().containsKey(SimNode.DEFAULT) || SimNode.ORIGINAL.equals(out),
        node,
        "leaves the default route " + out);
    require(
        now.addresses().contains(new LocalAddress("eth0", SimTopology.ownAddress(node.id), 24)),
        node,
        "took the host's own address");
  }

  private static Desired wanted(@Nullable Desired desired) {
    if (desired == null) {
      throw new AssertionError("nothing was ever wanted");
    }
    return desired;
  }

  private static void require(boolean holds, SimNode node, String violation) {
    if (!holds) {
      throw new AssertionError(node.id + " " + violation);
    }
  }
}
