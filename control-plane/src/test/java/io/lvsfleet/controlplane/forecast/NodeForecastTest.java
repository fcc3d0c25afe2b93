package io.lvsfleet.controlplane.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Declared;
import io.lvsfleet.reconcile.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeForecastTest {

  private static final NodeId LB = new NodeId("lb1");
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final String BOTH = "-t 10.0.0.100:80 -r 10.0.0.";

  private static NodeState state(String yaml, NodeId node) {
    return Compiler.compile(Documents.with(Topology.EMPTY, Documents.WEB, yaml), node);
  }

  /// A director on which every real server has seven active connections.
  private static AgentView counted(NodeState state) {
    TreeMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    Declared.of(state)
        .services()
        .forEach((key, service) -> {
          TreeMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
          service
              .realServers()
              .forEach((server, config) ->
                  servers.put(
                      server,
                      new ServerStatistics(
                          config, 7, 2, 1, new Counters(9, 8, 7, 6, 5), Rates.ZERO)));
          services.put(
              key,
              new ServiceStatistics(
                  service.config(), new Counters(9, 8, 7, 6, 5), Rates.ZERO, servers));
        });
    TestFleet fleet = new TestFleet();
    fleet.counted(state.node(), Capabilities.UNKNOWN, new Statistics(AT, true, services));
    return fleet.agent(state.node()).orElseThrow();
  }

  private static NodeForecast forecast(String before, String after) {
    NodeState was = state(before, LB);
    return NodeForecast.of(was, state(after, LB), counted(was));
  }

  private static List<String> commands(NodeForecast forecast) {
    return forecast.steps().stream().map(step -> step.operation().describe()).toList();
  }

  private static List<String> warnings(NodeForecast forecast) {
    return forecast.warnings().stream()
        .map(w -> w.kind().id() + " " + w.object() + " " + w.activeConnections())
        .toList();
  }

  private static String weight(int weight) {
    return Documents.DR.replace("0.12}", "0.12, weight: %d}".formatted(weight));
  }

  @Test
  void aWeightIsOneEditWithTheConnectionsItMeets() {
    NodeForecast forecast = forecast(Documents.DR, weight(5));

    assertThat(commands(forecast)).containsExactly("ipvsadm -e " + BOTH + "12:80 -g -w 5");
    assertThat(forecast.steps().getFirst().activeConnections()).isEqualTo(7);
    assertThat(forecast.observedAt()).isEqualTo(AT);
    assertThat(forecast.connected()).isTrue();
    assertThat(forecast.warnings()).isEmpty();
  }

  @Test
  void aWeightOfZeroIsWarnedOf() {
    assertThat(warnings(forecast(Documents.DR, weight(0))))
        .containsExactly("weight-zero ipvsadm -e " + BOTH + "12:80 -g -w 0 7");
    assertThat(warnings(forecast(weight(0), weight(1)))).isEmpty();
  }

  @Test
  void aRemovedServerCutsItsConnections() {
    NodeForecast forecast =
        forecast(Documents.DR, Documents.DR.replace("      b: {address: 10.0.0.12}\n", ""));

    assertThat(commands(forecast)).containsExactly("ipvsadm -d " + BOTH + "12:80");
    assertThat(warnings(forecast))
        .containsExactly("removes-connections ipvsadm -d " + BOTH + "12:80 7");
  }

  @Test
  void anAddressCannotBeChangedInPlace() {
    NodeForecast forecast = forecast(Documents.DR, Documents.DR.replace("0.12}", "0.13}"));

    assertThat(commands(forecast))
        .containsExactlyInAnyOrder(
            "ipvsadm -a " + BOTH + "13:80 -g -w 1", "ipvsadm -d " + BOTH + "12:80");
    assertThat(warnings(forecast)).containsExactly("replaces ipvsadm -d " + BOTH + "12:80 7");
  }

  @Test
  void aPortOfAServiceCannotBeChangedInPlace() {
    assertThat(warnings(forecast(Documents.DR, Documents.DR.replace("port: 80}", "port: 81}"))))
        .contains("replaces ipvsadm -D -t 10.0.0.100:80 14");
  }

  @Test
  void whatNobodyCountedIsNotZero() {
    NodeForecast forecast = NodeForecast.of(state(Documents.DR, LB), state(weight(5), LB), null);

    assertThat(forecast.steps().getFirst().activeConnections()).isNull();
    assertThat(forecast.observedAt()).isNull();
    assertThat(forecast.connected()).isFalse();
  }

  @Test
  void aRealServersPartIsForetoldToo() {
    NodeId web1 = new NodeId("web1");
    List<String> commands =
        commands(NodeForecast.of(NodeState.empty(web1), state(Documents.DR, web1), null));

    assertThat(commands).contains("ip address add 10.0.0.100/32 dev lo");
    assertThat(commands).anyMatch(command -> command.startsWith("sysctl -w net.ipv4.conf."));
    assertThat(commands(NodeForecast.of(state(Documents.DR, web1), NodeState.empty(web1), null)))
        .contains("ip address del 10.0.0.100/32 dev lo")
        .anyMatch(command -> command.endsWith("=ORIGINAL"));
  }

  /// A plan is empty exactly when nothing changes, for the document as for every kernel.
  @Test
  void theForecastIsEmptyExactlyWhenNothingChanges() {
    long seed = Long.getLong("forecast.seed", new Random().nextLong());
    Random random = new Random(seed);
    ClusterId cluster = new ClusterId("a");
    for (int i = 0; i < 300; i++) {
      Topology before = with(Topology.EMPTY, random);
      Command.PutCluster put =
          random.nextInt(4) == 0
              ? new Command.PutCluster(cluster, before.clusterOrEmpty(cluster).document(), 0)
              : new Command.PutCluster(cluster, SoundDocuments.rich(random, "a"), 1000);
      Decision decision = Decider.decide(before, put, SoundDocuments.KNOWN);
      boolean isSame = put.document().equals(before.clusterOrEmpty(cluster).document());
      assertThat(decision instanceof Decision.Unchanged).as("seed %d", seed).isEqualTo(isSame);
      Topology after = decision instanceof Decision.Accepted accepted ? accepted.next() : before;
      for (String name : SoundDocuments.NODES) {
        NodeId node = new NodeId(name);
        NodeState was = Compiler.compile(before, node);
        NodeState becomes = Compiler.compile(after, node);
        assertThat(plan(was, becomes, null).isEmpty())
            .as("seed %d, %s", seed, node)
            .isEqualTo(Declared.of(was).equals(Declared.of(becomes)));
      }
    }
  }

  private static Topology with(Topology topology, Random random) {
    return Decider.decide(
                topology,
                new Command.PutCluster(new ClusterId("a"), SoundDocuments.rich(random, "a"), 1000),
                SoundDocuments.KNOWN)
            instanceof Decision.Accepted accepted
        ? accepted.next()
        : topology;
  }

  private static List<Operation> plan(NodeState was, NodeState becomes, @Nullable AgentView agent) {
    return NodeForecast.of(was, becomes, agent).steps().stream()
        .map(NodeForecast.Step::operation)
        .toList();
  }
}
