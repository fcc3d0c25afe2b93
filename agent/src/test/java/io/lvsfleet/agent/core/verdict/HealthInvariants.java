package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Transition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What must hold of verdicts, whatever happens.
final class HealthInvariants {

  private final HealthSimulation world;

  HealthInvariants(HealthSimulation world) {
    this.world = world;
  }

  Map<String, EffectiveServer> servers() {
    Map<String, EffectiveServer> all = new HashMap<>();
    world
        .verdicts
        .services()
        .values()
        .forEach(verdict -> verdict.servers().forEach(one -> all.put(one.realServer(), one)));
    return all;
  }

  private ServiceVerdict verdict() {
    ServiceVerdict verdict = world.verdicts.services().get(Pool.HTTP);
    if (verdict == null) {
      throw new AssertionError("nothing was decided");
    }
    return verdict;
  }

  boolean quorum() {
    return verdict().service().quorum();
  }

  void after(List<Transition> transitions, boolean knew, boolean quorumBefore) {
    quorum(knew, quorumBefore);
    Map<String, EffectiveServer> servers = servers();
    int on = 0;
    int healthy = 0;
    for (RealServerSpec spec : world.specs.values()) {
      EffectiveServer server = servers.get(spec.name());
      if (server == null) {
        throw new AssertionError(spec.name() + " was forgotten");
      }
      if (off(spec)) {
        require(kernelWeight(spec.name()) == 0, spec.name() + " is off and gets weight");
        require(server.state().off(), spec.name() + " is off and " + server.state());
      } else {
        on++;
        healthy += healthy(spec) ? 1 : 0;
      }
    }
    if (healthy * 2 > on) {
      require(
          verdict().kernel().realServers().values().stream().anyMatch(one -> positive(one)),
          "a healthy majority of " + healthy + " of " + on + " gets nothing");
    }
    transitions.forEach(this::proven);
  }

  private static boolean positive(RealServerConfig config) {
    return config.weight().value() > 0;
  }

  private void quorum(boolean knew, boolean before) {
    EffectiveService service = verdict().service();
    long weight = 0;
    for (EffectiveServer server : verdict().servers()) {
      RealServerSpec spec = world.specs.get(server.realServer());
      boolean counts = server.state().serving() || server.state() == ServerState.NO_QUORUM;
      if (spec != null && counts) {
        weight += whole(spec);
      }
    }
    require(weight == service.weight(), "counts " + service.weight() + ", not " + weight);
    int up = world.policy.quorum().up();
    int hysteresis = world.policy.quorum().hysteresis();
    if (knew && before != service.quorum()) {
      require(
          service.quorum() ? weight >= up + hysteresis : weight < up - hysteresis,
          "quorum flaps at " + weight + " of " + up + "+-" + hysteresis);
    }
  }

  private long whole(RealServerSpec spec) {
    for (ServerOverride one : spec.overrides()) {
      if (one.kind() instanceof ServerOverride.Pin pin && !one.over(world.now)) {
        return pin.weight().value();
      }
    }
    return spec.config().weight().value();
  }

  private boolean off(RealServerSpec spec) {
    return spec.overrides().stream()
        .anyMatch(one -> one.kind() instanceof ServerOverride.Off && !one.over(world.now));
  }

  /// All witnesses whose word counts say so.
  private boolean healthy(RealServerSpec spec) {
    return Hearing.of(spec, world.policy, world.view(), world.now).well()
        && Gatekeeper.closed(Pool.CLUSTER, spec.gate(), world.view()) == null;
  }

  private int kernelWeight(String name) {
    RealServerSpec spec = world.specs.get(name);
    return verdict().servers().stream()
        .filter(one -> spec != null && one.realServer().equals(name) && one.present())
        .mapToInt(one -> one.weight().value())
        .sum();
  }

  /// Nothing happens without evidence.
  private void proven(Transition transition) {
    if (transition.realServer().isEmpty()) {
      return;
    }
    require(!transition.testimonies().isEmpty(), "nobody testifies to " + transition);
    boolean accused =
        transition.testimonies().stream()
            .map(Transition.Testimony::verdict)
            .anyMatch(one -> one != null && one.state() == CheckVerdict.State.DOWN);
    boolean acquitted =
        transition.testimonies().stream()
            .map(Transition.Testimony::verdict)
            .anyMatch(one -> one != null && one.up());
    String to = transition.to();
    if (to.equals("DOWN") || to.equals("PANIC_HELD")) {
      require(accused || transition.reason().contains("silent"), "nobody accuses: " + transition);
    }
    if (transition.from().equals("DOWN") && ServerState.valueOf(to).serving()) {
      require(acquitted || !accused || to.equals("PANIC_HELD"), "nobody acquits: " + transition);
    }
  }

  void notLess(Map<String, EffectiveServer> before, String cause) {
    servers()
        .forEach((name, after) -> {
          EffectiveServer old = before.get(name);
          boolean sorry = !world.specs.containsKey(name);
          // A server that comes back, because an old accusation lost its weight, may end the need
          // for a sorry server.
          require(
              sorry
                  || old == null
                  || off(spec(name))
                  || after.weight().value() >= old.weight().value(),
              cause + " lowers " + old + " to " + after);
        });
  }

  private RealServerSpec spec(String name) {
    RealServerSpec spec = world.specs.get(name);
    if (spec == null) {
      throw new AssertionError("no real server " + name);
    }
    return spec;
  }

  /// All is well, for long enough.
  void atRest() {
    servers()
        .forEach((name, server) -> {
          if (world.specs.containsKey(name)) {
            long possible = world.specs.values().stream().mapToLong(one -> whole(one)).sum();
            boolean reachable =
                possible >= world.policy.quorum().up() + world.policy.quorum().hysteresis();
            require(
                server.state() == ServerState.UP
                    || (!reachable && server.state() == ServerState.NO_QUORUM),
                "is not up at rest: " + server);
            require(
                server.state() != ServerState.UP
                    || server.weight().equals(spec(name).config().weight()),
                "does not have its weight at rest: " + server);
          }
        });
    Verdicts afresh =
        Verdicts.remembering(world.verdicts.memory())
            .judge(world.director(), world.scene(), _ -> true)
            .verdicts();
    require(
        afresh.services().get(Pool.HTTP) != null
            && afresh.services().get(Pool.HTTP).servers().equals(verdict().servers()),
        "gives something else than the verdict function says");
  }

  private static void require(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }
}
