package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.document.DocumentReader;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.document.ParsedDocument;
import io.lvsfleet.controlplane.document.SyntaxException;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Documents, images and known nodes for tests.
public final class Documents {

  public static final ClusterId WEB = new ClusterId("web");

  /// Two web servers behind one director, by DR.
  public static final String DR =
      """
      directors:
        members: [{node: lb1, interface: eth0}]
      virtualIps:
        www: {address: 10.0.0.100/24}
      virtualServices:
        http:
          listen: {virtualIp: www, port: 80}
          forwarding: dr
          realServers:
            a: {node: web1}
            b: {address: 10.0.0.12}
      """;

  public static final KnownNodes KNOWN = known("web1 10.0.0.11", "lb1 10.0.0.2");

  private Documents() {}

  public static ParsedDocument parse(String yaml) {
    try {
      return DocumentReader.read(yaml.getBytes(StandardCharsets.UTF_8), Format.YAML);
    } catch (SyntaxException e) {
      throw new AssertionError(yaml, e);
    }
  }

  /// The document of a text without mistakes.
  public static Command.PutCluster put(ClusterId cluster, String yaml) {
    ParsedDocument parsed = parse(yaml);
    if (!parsed.violations().isEmpty()) {
      throw new AssertionError(parsed.violations());
    }
    return new Command.PutCluster(cluster, parsed.document(), 0);
  }

  public static Topology with(Topology topology, ClusterId cluster, String yaml) {
    return switch (Decider.decide(topology, put(cluster, yaml), KNOWN)) {
      case Decision.Accepted accepted -> topology.apply(accepted.changes());
      case Decision.Unchanged _ -> topology;
      case Decision.Rejected rejected -> throw new AssertionError(rejected);
      case Decision.NeedsConfirmation needs -> throw new AssertionError(needs);
    };
  }

  /// Each text is a node and its addresses, separated by blanks.
  public static KnownNodes known(String... nodes) {
    TreeMap<NodeId, SortedSet<IpAddress>> known = new TreeMap<>();
    for (String text : nodes) {
      String[] words = text.split(" ", -1);
      SortedSet<IpAddress> addresses = new TreeSet<>();
      Arrays.stream(words).skip(1).map(IpAddress::parse).forEach(a -> addresses.add(a));
      known.put(new NodeId(words[0]), addresses);
    }
    return KnownNodes.at(known);
  }
}
