package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one answer of a probe costs a director of ten thousand real servers: one that says what the
/// last one said, and one that takes a server out or brings it back. Run it with the number of
/// services, which share the servers.
public final class VerdictBench {

  private static final int SERVERS = 10_000;
  private static final int ROUNDS = 500;

  private VerdictBench() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out;
    for (int services : arguments.length == 0 ? new int[] {1, 100, 10_000} : parsed(arguments)) {
      run(services, out);
    }
  }

  private static int[] parsed(String[] arguments) {
    return List.of(arguments).stream().mapToInt(Integer::parseInt).toArray();
  }

  @SuppressWarnings("ReferenceEquality") // nothing new is the very same
  private static void run(int services, PrintStream out) {
    NodeState state = director(services);
    Instant now = TestStates.NOON;
    AgentState agent =
        Agent.step(Agent.blank(), new Event.Started(Bench.HOST, Memory.NONE, null), now).next();
    agent = Agent.step(agent, new Event.SessionOpened(), now).next();
    agent = Agent.step(agent, new Event.DesiredArrived(TestStates.desired(1, state)), now).next();
    List<CheckKey> keys = List.copyOf(state.checks().keySet());
    long first = cpu();
    for (CheckKey key : keys) {
      now = now.plusNanos(1000);
      agent = step(agent, key, true, now);
    }
    first = cpu() - first;
    long[] same = new long[ROUNDS];
    long[] turned = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      CheckKey key = keys.get((i * 7919) % keys.size());
      now = now.plusMillis(1);
      long began = cpu();
      agent = step(agent, key, true, now);
      same[i] = cpu() - began;
      agent = step(agent, key, false, now);
      Effective before = agent.effective();
      began = cpu();
      agent = step(agent, key, false, now);
      turned[i] = cpu() - began;
      if (before == agent.effective()) {
        throw new IllegalStateException("a failed check changed nothing");
      }
      for (int j = 0; j < TestStates.CHECK.rise(); j++) {
        agent = step(agent, key, true, now);
      }
    }
    out.printf(
        "%d real servers in %d services, CPU time: all first answers %.1f s; same answer p50 %.3f ms p99 %.3f ms; server out p50 %.2f"
            + " ms p99 %.2f ms%n",
        SERVERS, services, first / 1e9, at(same, 50), at(same, 99), at(turned, 50), at(turned, 99));
  }

  private static AgentState step(AgentState agent, CheckKey key, boolean ok, Instant now) {
    AgentState next =
        Agent.step(
                agent, new Event.ProbeFinished(key, TestStates.CHECK, TestStates.answer(ok)), now)
            .next();
    Agent.nextWake(next);
    return next;
  }

  /// The machine may have other things to do.
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double at(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length * percent / 100] / 1e6;
  }

  private static NodeState director(int count) {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    int each = SERVERS / count;
    for (int s = 0; s < count; s++) {
      SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>();
      for (int r = 0; r < each; r++) {
        int number = s * each + r;
        String name = "web" + number;
        CheckKey key = new CheckKey(TestStates.CLUSTER, "s" + s, name, "tcp");
        checks.put(key, TestStates.CHECK);
        servers.put(
            new RealServerKey(
                IpAddress.parse("10.1." + number / 250 + "." + (1 + number % 250)), 80),
            new RealServerSpec(
                name,
                RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(5)),
                null,
                Sorted.set(List.of(key)),
                Sorted.set()));
      }
      services.put(
          new AddressKey(Protocol.TCP, TestStates.VIP, 1 + s),
          ServiceSpec.of(
              "s" + s, VirtualServiceConfig.of(Scheduler.RR), OnFailure.REMOVE, servers));
    }
    DirectorState director =
        DirectorState.of(
            TestStates.CLUSTER, DirectorRole.ALONE, Sorted.set(), services, Sorted.map());
    return new NodeState(
        TestStates.LVS1, director, Sorted.map(), Sorted.map(Map.copyOf(checks)), UNCOUNTED);
  }

  private static final io.lvsfleet.model.NodePolicy UNCOUNTED =
      new io.lvsfleet.model.NodePolicy(
          io.lvsfleet.model.NodePolicy.Drift.REPAIR, Duration.ofHours(1), Duration.ZERO);
}
