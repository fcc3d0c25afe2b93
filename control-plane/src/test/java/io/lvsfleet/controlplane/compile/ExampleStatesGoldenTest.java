package io.lvsfleet.controlplane.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.document.DocumentReader;
import io.lvsfleet.controlplane.document.ExamplesTest;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every shipped example asks of each of its nodes, to be reviewed like code.
/// `-Dgolden.update=true` writes it anew.
class ExampleStatesGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/states");

  static List<Path> examples() throws Exception {
    return ExamplesTest.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAsReviewed(Path example) throws Exception {
    Topology topology = topology(example);

    String states =
        topology.clustersOf().keySet().stream()
            .map(node -> StateText.of(Compiler.compile(topology, node)))
            .collect(Collectors.joining("\n"));

    Path file = GOLDEN.resolve(example.getFileName().toString().replace(".yaml", ".txt"));
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, states);
    }
    assertThat(Files.readString(file)).isEqualTo(states);
  }

  private static Topology topology(Path example) throws Exception {
    Command command =
        new Command.PutCluster(
            new ClusterId("web"),
            DocumentReader.read(Files.readAllBytes(example), Format.YAML).document(),
            0);
    Decision decision = Decider.decide(Topology.EMPTY, command, ExamplesTest.KNOWN);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return Topology.EMPTY.apply(((Decision.Accepted) decision).changes());
  }
}
