package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Findings;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.decide.Rules;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example that is shipped can be sent.
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("../deploy/examples");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAccepted(Path example) throws Exception {
    ParsedDocument parsed = DocumentReader.read(Files.readAllBytes(example), Format.YAML);

    Findings findings =
        Rules.examine(
            Topology.EMPTY, new ClusterId("web"), parsed.document(), Damage.NONE, knownNodes());

    assertThat(parsed.violations()).isEmpty();
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
  }

  @Test
  void aSimpleClusterFitsInTenLines() throws IOException {
    assertThat(Files.readAllLines(EXAMPLES.resolve("ten-lines.yaml"))).hasSizeLessThanOrEqualTo(10);
  }

  /// What the agents of those examples report that do not give addresses themselves.
  private static KnownNodes knownNodes() {
    TreeMap<NodeId, SortedSet<IpAddress>> nodes = new TreeMap<>();
    nodes.put(new NodeId("server2"), address("172.25.20.2"));
    nodes.put(new NodeId("server3"), address("172.25.20.3"));
    nodes.put(new NodeId("web1"), address("10.0.0.11"));
    nodes.put(new NodeId("web2"), address("10.0.0.12"));
    return KnownNodes.at(nodes);
  }

  private static SortedSet<IpAddress> address(String text) {
    return new TreeSet<>(List.of(IpAddress.parse(text)));
  }
}
