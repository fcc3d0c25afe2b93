package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.document.ParsedDocument;
import io.lvsfleet.controlplane.topology.Topology;
import java.util.List;

/// What the rules say of a text.
final class Examined {

  private Examined() {}

  static List<String> violations(Topology topology, KnownNodes known, String yaml) {
    Findings findings = findings(topology, known, yaml);
    return findings.violations().stream().map(v -> v.pointer() + " " + v.code()).toList();
  }

  static List<String> violations(String yaml) {
    return violations(Topology.EMPTY, KNOWN, yaml);
  }

  static Findings findings(Topology topology, KnownNodes known, String yaml) {
    ParsedDocument parsed = Documents.parse(yaml);
    assertThat(parsed.violations()).isEmpty();
    return Rules.examine(topology, WEB, parsed.document(), parsed.damage(), known);
  }
}
