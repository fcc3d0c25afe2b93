package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.decide.Findings;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.decide.Rules;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example that is shipped can be sent.
public class ExamplesTest {

  /// What the agents of those examples report that do not give addresses themselves.
  public static final KnownNodes KNOWN =
      Documents.known(
          "server2 172.25.20.2", "server3 172.25.20.3", "web1 10.0.0.11", "web2 10.0.0.12");

  private static final Path EXAMPLES = Path.of("../deploy/examples");

  public static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAccepted(Path example) throws Exception {
    ParsedDocument parsed = DocumentReader.read(Files.readAllBytes(example), Format.YAML);

    Findings findings =
        Rules.examine(Topology.EMPTY, new ClusterId("web"), parsed.document(), Damage.NONE, KNOWN);

    assertThat(parsed.violations()).isEmpty();
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
  }

  @Test
  void aSimpleClusterFitsInTenLines() throws IOException {
    assertThat(Files.readAllLines(EXAMPLES.resolve("ten-lines.yaml"))).hasSizeLessThanOrEqualTo(10);
  }
}
