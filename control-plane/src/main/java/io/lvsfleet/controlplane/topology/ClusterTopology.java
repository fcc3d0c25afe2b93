package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// One cluster as rows: what is stored, what is compiled, and from which the document is made.
///
/// @param settings of the cluster as a whole
/// @param members directors by their place in the document's list
public record ClusterTopology(
    ClusterId id,
    Revision revision,
    Row<AllocatedSettings> settings,
    SortedMap<Integer, Row<DeclaredMember>> members,
    SortedMap<NodeId, Row<DeclaredNode>> nodes,
    SortedMap<String, Row<DeclaredVirtualIp>> virtualIps,
    SortedMap<String, ServiceRows> services) {

  public ClusterTopology {
    members = Sorted.map(members);
    nodes = Sorted.map(nodes);
    virtualIps = Sorted.map(virtualIps);
    services = Sorted.map(services);
  }

  /// A cluster that does not exist yet; `revision` is the last one under that name.
  public static ClusterTopology empty(ClusterId id, Revision revision) {
    return new ClusterTopology(
        id,
        revision,
        new Row<>(AllocatedSettings.NONE, Revision.NONE),
        Sorted.map(),
        Sorted.map(),
        Sorted.map(),
        Sorted.map());
  }

  /// The document, exactly as far as it was written.
  public ClusterDocument document() {
    return new ClusterDocument(
        settings.value().declared(),
        new RowValues<>(nodes, Row::value),
        members.values().stream().map(Row::value).toList(),
        new RowValues<>(virtualIps, Row::value),
        new RowValues<>(services, ServiceRows::declared));
  }

  public SortedSet<NodeId> directors() {
    SortedSet<NodeId> directors = new TreeSet<>();
    members.values().forEach(row -> directors.add(row.value().node()));
    return directors;
  }

  /// Real servers that run an agent.
  public SortedSet<NodeId> realServerAgents() {
    Set<NodeId> agents = new HashSet<>();
    for (ServiceRows service : services.values()) {
      for (Row<AllocatedRealServer> row : service.realServers().values()) {
        NodeId node = row.value().declared().node();
        if (node != null && hasAgent(node)) {
          agents.add(node);
        }
      }
    }
    return new TreeSet<>(agents);
  }

  /// Every node whose agent has something to do for this cluster.
  public SortedSet<NodeId> agents() {
    SortedSet<NodeId> agents = directors();
    agents.addAll(realServerAgents());
    return agents;
  }

  /// Whether a node runs an agent: yes, unless the document says otherwise.
  public boolean hasAgent(NodeId node) {
    return node(node).hasAgent();
  }

  /// What is said of a node.
  public DeclaredNode node(NodeId node) {
    Row<DeclaredNode> row = nodes.get(node);
    return row == null ? DeclaredNode.NONE : row.value();
  }

  /// How a node is treated.
  public HostSettings host(NodeId node) {
    return node(node).host().over(settings.value().declared().hosts());
  }

  /// The mark of a service: written, or allocated.
  public long markOf(String service, Listen.OnFirewallMark listen) {
    Long written = listen.mark();
    Long mark = written == null ? settings.value().allocated().marks().get(service) : written;
    if (mark == null) {
      throw new IllegalStateException("service " + service + " was accepted without a mark");
    }
    return mark;
  }
}
