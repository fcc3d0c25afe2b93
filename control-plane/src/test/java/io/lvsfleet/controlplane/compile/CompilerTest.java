package io.lvsfleet.controlplane.compile;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompilerTest {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");

  private static NodeState compile(String yaml, NodeId node) {
    return Compiler.compile(Documents.with(Topology.EMPTY, WEB, yaml), node);
  }

  private static DirectorState director(String yaml) {
    return Objects.requireNonNull(compile(yaml, LB).director());
  }

  private static RealServerSpec server(DirectorState director, String address, int port) {
    ServiceSpec http = director.services().values().iterator().next();
    return Objects.requireNonNull(
        http.realServers().get(new RealServerKey(IpAddress.parse(address), port)));
  }

  @Test
  void aDirectorHoldsTheVirtualIpAndTheService() {
    DirectorState director = director(DR);

    assertThat(director.virtualAddresses())
        .containsExactly(new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24));
    assertThat(director.services().keySet())
        .extracting(VirtualServiceKey::describe)
        .containsExactly("-t 10.0.0.100:80");
    assertThat(director.sysctls()).isEmpty();
    assertThat(server(director, "10.0.0.11", 80).gate())
        .isEqualTo(
            RealServerSpec.Gate.of(
                WEB1, new java.util.TreeSet<>(java.util.Set.of(IpAddress.parse("10.0.0.100")))));
    assertThat(server(director, "10.0.0.12", 80).gate()).isNull();
  }

  @Test
  void aVirtualIpsOwnInterfaceWinsOverItsDirectors() {
    assertThat(director(DR.replace("100/24", "100/24, interface: eth7")).virtualAddresses())
        .extracting(LocalAddress::interfaceName)
        .containsExactly("eth7");
  }

  @Test
  void aRealServerHoldsTheVirtualIpSilently() {
    NodeState state = compile(DR, WEB1);

    assertThat(state.director()).isNull();
    var realServer = Objects.requireNonNull(state.realServers().get(WEB));
    assertThat(realServer.heldAddresses())
        .containsExactly(new LocalAddress("lo", IpAddress.parse("10.0.0.100"), 32));
    assertThat(realServer.sysctls())
        .hasToString("{net.ipv4.conf.all.arp_announce=2, net.ipv4.conf.all.arp_ignore=1}");
  }

  @Test
  void natNeedsARouterAndNoHeldAddress() {
    String nat = DR.replace("forwarding: dr", "forwarding: nat");

    assertThat(director(nat).sysctls()).hasToString("{net.ipv4.ip_forward=1}");
    assertThat(Objects.requireNonNull(server(director(nat), "10.0.0.11", 80).gate()).addresses())
        .isEmpty();
    var realServer = Objects.requireNonNull(compile(nat, WEB1).realServers().get(WEB));
    assertThat(realServer.heldAddresses()).isEmpty();
    assertThat(realServer.sysctls()).isEmpty();
  }

  @Test
  void ipv6NeedsItsOwnRouterSwitchAndNoArpSwitches() {
    String v6 =
        DR.replace("10.0.0.100/24", "\"fd00::100/64\"")
                .replace("10.0.0.12}", "\"fd00::12\", forwarding: nat}")
            + "nodes: {web1: {addresses: {a: \"fd00::11\"}}}";

    assertThat(director(v6).sysctls()).hasToString("{net.ipv6.conf.all.forwarding=1}");
    var realServer = Objects.requireNonNull(compile(v6, WEB1).realServers().get(WEB));
    assertThat(realServer.heldAddresses())
        .containsExactly(new LocalAddress("lo", IpAddress.parse("fd00::100"), 128));
    assertThat(realServer.sysctls()).isEmpty();
  }

  @Test
  void theDefaultCheckIsPerformedByBoth() {
    NodeState director = compile(DR, LB);
    NodeState realServer = compile(DR, WEB1);

    assertThat(director.checks().keySet())
        .extracting(Object::toString)
        .containsExactly("web/http/a/tcp", "web/http/b/tcp");
    assertThat(realServer.checks().keySet())
        .extracting(Object::toString)
        .containsExactly("web/http/a/tcp");
    RealServerSpec a = server(Objects.requireNonNull(director.director()), "10.0.0.11", 80);
    assertThat(a.ownChecks()).hasSize(1);
    assertThat(a.reportedChecks()).hasSize(1);
    RealServerSpec b = server(Objects.requireNonNull(director.director()), "10.0.0.12", 80);
    assertThat(b.reportedChecks()).isEmpty();
  }

  @Test
  void aServerDeclaredWithoutAgentHasNoGateAndNoState() {
    String yaml = DR + "nodes: {web1: {agent: false, addresses: {a: 10.0.0.11}}}";

    assertThat(server(director(yaml), "10.0.0.11", 80).gate()).isNull();
    assertThat(compile(yaml, WEB1)).isEqualTo(NodeState.empty(WEB1));
  }

  @Test
  void aMarkedServicesServersHoldEveryVirtualIpOfItsFamily() {
    String marked =
        DR.replace("{virtualIp: www, port: 80}", "{firewallMark: 7}")
            .replace("    forwarding: dr", "    checks: {}\n    forwarding: dr")
            .replace(
                "  www:", "  six: {address: \"fd00::1\"}\n  two: {address: 10.0.0.101}\n  www:");

    assertThat(Objects.requireNonNull(compile(marked, WEB1).realServers().get(WEB)).heldAddresses())
        .extracting(a -> a.address().toString())
        .containsExactly("10.0.0.100", "10.0.0.101");
  }

  @Test
  void aServerOfTwoClustersHasAPartOfBoth() {
    ClusterId other = new ClusterId("other");
    Topology topology =
        Documents.with(
            Documents.with(Topology.EMPTY, WEB, DR),
            other,
            DR.replace("lb1", "lb9").replace("10.0.0.100", "10.0.0.101"));

    NodeState state = Compiler.compile(topology, WEB1);

    assertThat(state.realServers()).containsOnlyKeys(other, WEB);
    assertThat(state.checks()).hasSize(2);
  }

  @Test
  void aNodeInNoClusterHasAnEmptyState() {
    assertThat(compile(DR, new NodeId("stranger")))
        .isEqualTo(NodeState.empty(new NodeId("stranger")));
  }

  /// What a change touches is exactly what it changes, and compiling is a function.
  @Test
  void touchedNodesAreThoseWhoseStateDiffers() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Topology before = Topology.EMPTY;
      for (int i = 0; i < 4; i++) {
        String cluster = random.nextBoolean() ? "a" : "b";
        Command command =
            new Command.PutCluster(
                new ClusterId(cluster),
                SoundDocuments.document(random, cluster),
                Integer.MAX_VALUE);
        Decision decision = Decider.decide(before, command, SoundDocuments.KNOWN);
        if (decision instanceof Decision.Accepted accepted) {
          Topology after = before.apply(accepted.changes());
          for (String name : SoundDocuments.NODES) {
            NodeId node = new NodeId(name);
            NodeState was = Compiler.compile(before, node);
            NodeState is = Compiler.compile(after, node);
            assertThat(accepted.touched().contains(node))
                .as("seed %d, node %s", seed, node)
                .isEqualTo(!was.equals(is));
            assertThat(Compiler.compile(after, node)).isEqualTo(is);
          }
          before = after;
        } else {
          assertThat(decision).as("seed " + seed).isInstanceOf(Decision.Unchanged.class);
        }
      }
    }
  }

  /// Changing one service leaves the others as they are, in every node's state.
  @Test
  void compilingIsLocal() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String first = SoundDocuments.yaml(random, "a");
      String second = SoundDocuments.yaml(random, "a");
      int cut = first.indexOf("  s1:");
      int otherCut = second.indexOf("  s1:");
      if (cut < 0 || otherCut < 0) {
        continue;
      }
      ClusterId id = new ClusterId("a");
      Topology one = topology(id, first);
      Topology two = topology(id, first.substring(0, cut) + second.substring(otherCut));

      for (String name : SoundDocuments.NODES) {
        NodeState left = Compiler.compile(one, new NodeId(name));
        NodeState right = Compiler.compile(two, new NodeId(name));
        assertThat(service(left, "s0")).as("seed " + seed).isEqualTo(service(right, "s0"));
        assertThat(checks(left, "s0")).as("seed " + seed).isEqualTo(checks(right, "s0"));
      }
    }
  }

  private static Topology topology(ClusterId id, String yaml) {
    Decision decision =
        Decider.decide(
            Topology.EMPTY,
            new Command.PutCluster(id, Documents.parse(yaml).document(), 0),
            SoundDocuments.KNOWN);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    Topology topology = Topology.EMPTY.apply(((Decision.Accepted) decision).changes());
    assertThat(topology.cluster(id)).isInstanceOf(ClusterTopology.class);
    return topology;
  }

  private static Object service(NodeState state, String name) {
    DirectorState director = state.director();
    return director == null
        ? "no director"
        : director.services().values().stream().filter(s -> s.name().equals(name)).toList();
  }

  private static Object checks(NodeState state, String service) {
    return state.checks().entrySet().stream()
        .filter(e -> e.getKey().service().equals(service))
        .map(Object::toString)
        .toList();
  }
}
