package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/// A whole cluster as declared. What was not written stays unwritten (null or empty); defaults are
/// applied by the accessors of the parts, so that reading a document back gives what was sent.
///
/// @param members the directors
public record ClusterDocument(
    ClusterSettings settings,
    SortedMap<NodeId, DeclaredNode> nodes,
    List<DeclaredMember> members,
    SortedMap<String, DeclaredVirtualIp> virtualIps,
    SortedMap<String, DeclaredService> services)
    implements Fragment {

  public static final ClusterDocument EMPTY =
      new ClusterDocument(
          ClusterSettings.NONE, Sorted.map(), List.of(), Sorted.map(), Sorted.map());

  public ClusterDocument {
    nodes = Sorted.map(nodes);
    members = List.copyOf(members);
    virtualIps = Sorted.map(virtualIps);
    services = Sorted.map(services);
  }

  /// Whether that node runs an agent: yes, unless the document says otherwise.
  public boolean hasAgent(NodeId node) {
    return node(node).hasAgent();
  }

  /// What is said of a node.
  public DeclaredNode node(NodeId node) {
    return nodes.getOrDefault(node, DeclaredNode.NONE);
  }

  /// How a node is treated.
  public HostSettings host(NodeId node) {
    return node(node).host().over(settings.hosts());
  }
}
