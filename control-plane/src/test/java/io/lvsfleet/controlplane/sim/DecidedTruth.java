package io.lvsfleet.controlplane.sim;

import io.lvsfleet.agent.sim.Truth;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The control plane's own core: random documents of two clusters that share their real servers are
/// decided about, applied and compiled.
final class DecidedTruth implements Truth {

  private static final List<String> CLUSTERS = List.of("a", "b");

  private Topology topology = Topology.EMPTY;

  @Override
  public List<NodeId> nodes() {
    return SoundDocuments.NODES.stream().map(NodeId::new).toList();
  }

  @Override
  public Change change(ModelGen random) {
    ClusterId cluster = new ClusterId(random.pick(CLUSTERS));
    return random.oneIn(6)
        ? carryOut(new Command.DeleteCluster(cluster))
        : put(random, cluster, random.oneIn(2) ? 0 : Integer.MAX_VALUE);
  }

  @Override
  public Change lastChange(ModelGen random) {
    SortedMap<NodeId, NodeState> states = new TreeMap<>();
    for (String cluster : CLUSTERS) {
      states.putAll(put(random, new ClusterId(cluster), Integer.MAX_VALUE).states());
    }
    return new Change(states, Integer.MAX_VALUE);
  }

  private Change put(ModelGen random, ClusterId cluster, int confirmedRemovals) {
    Random documents = new Random(random.below(Integer.MAX_VALUE));
    return carryOut(
        new Command.PutCluster(
            cluster, SoundDocuments.document(documents, cluster.name()), confirmedRemovals));
  }

  private Change carryOut(Command command) {
    return switch (Decider.decide(topology, command, SoundDocuments.KNOWN)) {
      case Decision.Accepted accepted -> {
        topology = topology.apply(accepted.changes());
        SortedMap<NodeId, NodeState> states = new TreeMap<>();
        accepted.touched().forEach(node -> states.put(node, Compiler.compile(topology, node)));
        yield new Change(states, accepted.allowedRemovals());
      }
      case Decision.Unchanged _, Decision.NeedsConfirmation _ -> new Change(Sorted.map(), 0);
      case Decision.Rejected rejected ->
          throw new AssertionError("a sound document is refused: " + rejected.violations());
    };
  }

  @Override
  public SortedSet<NodeId> directorsOf(NodeId realServer) {
    SortedSet<NodeId> directors = new TreeSet<>();
    for (ClusterTopology cluster : topology.clusters().values()) {
      CompiledCluster compiled = Compiler.compile(cluster);
      directors.addAll(compiled.witnesses().getOrDefault(realServer, Sorted.set()));
    }
    return directors;
  }

  @Override
  public VirtualServiceKey key(ModelGen random) {
    String address = "10." + (1 + random.below(2)) + ".0." + (100 + random.below(3));
    return new AddressKey(Protocol.TCP, IpAddress.parse(address), 8000 + random.below(3));
  }
}
