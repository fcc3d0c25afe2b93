package io.lvsfleet.agent.core;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A cluster of one director, `lvs1`, and one real server, `web1`.
public final class TestStates {

  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final ClusterId CLUSTER = new ClusterId("web");
  public static final NodeId LVS1 = new NodeId("lvs1");
  public static final NodeId WEB1 = new NodeId("web1");
  public static final IpAddress VIP = IpAddress.parse("10.0.0.100");
  public static final LocalAddress VIP_ON_ETH0 = new LocalAddress("eth0", VIP, 24);
  public static final LocalAddress VIP_ON_LO = new LocalAddress("lo", VIP, 32);
  public static final VirtualServiceKey HTTP = new AddressKey(Protocol.TCP, VIP, 80);
  public static final VirtualServiceKey HTTPS = new AddressKey(Protocol.TCP, VIP, 443);
  public static final RealServerKey SERVER = new RealServerKey(IpAddress.parse("10.0.0.21"), 80);
  public static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");
  public static final CheckKey OWN_CHECK = new CheckKey(CLUSTER, "http", "web1", "tcp");
  public static final CheckKey LOCAL_CHECK = new CheckKey(CLUSTER, "http", "web1", "local");
  public static final Gate GATE = Gate.of(WEB1, Sorted.set(List.of(VIP)));
  public static final CheckSpec CHECK =
      CheckSpec.tcp(SERVER.address(), 80, Duration.ofSeconds(6), Duration.ofSeconds(3), 2, 3);

  /// Counters are read only where a test is about them.
  public static final NodePolicy UNCOUNTED =
      new NodePolicy(NodePolicy.Drift.REPAIR, Duration.ofSeconds(30), Duration.ZERO);

  private TestStates() {}

  /// What a TCP probe answers: connected or refused.
  public static ProbeOutcome answer(boolean ok) {
    return answer(ok, ok ? "connected" : "connection refused");
  }

  public static ProbeOutcome answer(boolean ok, String seen) {
    return ProbeOutcome.of(
        ok ? ProbeOutcome.Result.OK : ProbeOutcome.Result.REFUSED,
        new ProbeOutcome.Evidence("connect", seen, "", Duration.ZERO));
  }

  public static RealServerSpec server(@Nullable Gate gate) {
    return new RealServerSpec(
        "web1",
        RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(5)),
        gate,
        Sorted.set(List.of(OWN_CHECK)),
        gate == null ? Sorted.set() : Sorted.set(List.of(LOCAL_CHECK)));
  }

  public static ServiceSpec service(OnFailure onFailure, RealServerSpec server) {
    return ServiceSpec.of(
        "http",
        VirtualServiceConfig.of(Scheduler.RR),
        onFailure,
        Sorted.map(Map.of(SERVER, server)));
  }

  public static NodeState director(DirectorRole role, ServiceSpec http) {
    return director(role, Map.of(HTTP, http));
  }

  public static NodeState director(
      DirectorRole role, Map<VirtualServiceKey, ServiceSpec> services) {
    DirectorState director =
        DirectorState.of(
            CLUSTER, role, Sorted.set(List.of(VIP_ON_ETH0)), Sorted.map(services), Sorted.map());
    return new NodeState(
        LVS1, director, Sorted.map(), Sorted.map(Map.of(OWN_CHECK, CHECK)), UNCOUNTED);
  }

  /// The same node with another policy.
  public static NodeState with(NodePolicy policy, NodeState state) {
    return new NodeState(
        state.node(), state.director(), state.realServers(), state.checks(), policy);
  }

  public static NodeState realServer() {
    RealServerState state =
        RealServerState.of(Sorted.set(List.of(VIP_ON_LO)), Sorted.map(Map.of(ARP_IGNORE, "1")));
    return NodeState.of(
        WEB1, null, Sorted.map(Map.of(CLUSTER, state)), Sorted.map(Map.of(LOCAL_CHECK, CHECK)));
  }

  public static Desired desired(long revision, NodeState state) {
    return new Desired(stamp("first", revision), state, 0);
  }

  public static Stamp stamp(String incarnation, long revision) {
    return new Stamp(incarnation, revision, Sorted.map(Map.of(CLUSTER, new Revision(revision))));
  }

  public static Readiness ready() {
    return Readiness.of(Sorted.map(Map.of(VIP, List.of())));
  }

  public static Readiness notReady() {
    return Readiness.of(
        Sorted.map(Map.of(VIP, List.of(new Precondition(ARP_IGNORE.name(), "0", "1")))));
  }

  public static WitnessReport witness(
      boolean connected, @Nullable Readiness readiness, CheckVerdict.@Nullable State local) {
    SortedMap<CheckKey, CheckVerdict> checks = new TreeMap<>();
    if (local != null) {
      checks.put(LOCAL_CHECK, verdict(local));
    }
    return new WitnessReport(
        WEB1,
        connected,
        readiness == null ? Sorted.map() : Sorted.map(Map.of(CLUSTER, readiness)),
        checks);
  }

  public static CheckVerdict verdict(CheckVerdict.State state) {
    return CheckVerdict.of(state, NOON, "seen so");
  }
}
