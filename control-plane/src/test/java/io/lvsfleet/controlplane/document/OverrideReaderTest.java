package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Weight;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverrideReaderTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final NodeId NODE = new NodeId("web1");
  private static final Target A = new Target.RealServer("http", "a");

  private static OverrideReader.Parsed parse(
      String yaml, @org.jspecify.annotations.Nullable NodeId node) {
    try {
      return OverrideReader.read(yaml.getBytes(StandardCharsets.UTF_8), Format.YAML, node, NOON);
    } catch (SyntaxException e) {
      throw new AssertionError(yaml, e);
    }
  }

  private static DeclaredOverride read(String yaml) {
    OverrideReader.Parsed parsed = parse(yaml, null);
    assertThat(parsed.violations()).isEmpty();
    return java.util.Objects.requireNonNull(parsed.declared());
  }

  @Test
  void everyKindIsRead() {
    assertThat(read("{kind: drain, service: http, realServer: a, reason: r}"))
        .isEqualTo(new DeclaredOverride(new DeclaredOverride.Drain(A, 0, null), "r", null));
    assertThat(read("{kind: drain, node: web1, connections: 5, deadline: 10m, reason: r}"))
        .isEqualTo(
            new DeclaredOverride(
                new DeclaredOverride.Drain(
                    new Target.OnNode(NODE), 5, Instant.parse("2026-01-31T12:10:00Z")),
                "r",
                null));
    assertThat(read("{kind: disable, service: http, realServer: a, reason: r, duration: 2h}"))
        .isEqualTo(
            new DeclaredOverride(
                new DeclaredOverride.Disable(A), "r", Instant.parse("2026-01-31T14:00:00Z")));
    assertThat(read("{kind: maintenance, node: web1, reason: r}").kind())
        .isEqualTo(new DeclaredOverride.Maintenance(new Target.OnNode(NODE)));
    assertThat(read("{kind: pin, service: http, realServer: a, weight: 9, reason: r}").kind())
        .isEqualTo(new DeclaredOverride.Pin(new Target.RealServer("http", "a"), new Weight(9)));
    assertThat(read("{kind: freeze, reason: r, expiresAt: '2026-02-01T00:00:00Z'}"))
        .isEqualTo(
            new DeclaredOverride(
                new DeclaredOverride.Freeze(), "r", Instant.parse("2026-02-01T00:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {reason: r}                                                    | #/kind       | required
          {kind: drian, reason: r}                                       | #/kind       | unknown-value
          {kind: drain, reason: r}                                       | #/service    | required
          {kind: drain, service: http, reason: r}                        | #/realServer | required
          {kind: drain, node: web1, service: http, reason: r}            | #/node       | one-of
          {kind: drain, node: web1}                                      | #/reason     | required
          {kind: drain, node: web1, reason: " "}                         | #/reason     | reason
          {kind: drain, node: web1, reason: r, deadline: soon}           | #/deadline   | time
          {kind: drain, node: web1, reason: r, deadline: 99999h}         | #/deadline   | time
          {kind: drain, node: web1, reason: r, connections: -1}          | #/connections | count-range
          {kind: drain, node: web1, reason: r, weight: 1}                | #/weight     | unknown-field
          {kind: pin, service: http, realServer: a, reason: r}           | #/weight     | required
          {kind: pin, service: http, realServer: a, reason: r, weight: 65536} | #/weight | weight-range
          {kind: freeze, reason: r, node: web1}                          | #/node       | unknown-field
          {kind: freeze, reason: r, duration: 1h, expiresAt: 2h}         | #/duration   | one-of
          {kind: freeze, reason: r, duration: 9999h}                     | #/duration   | duration-range
          """)
  void whatIsWrongIsToldWithItsPlace(String yaml, String pointer, String code) {
    assertThat(parse(yaml, null).violations())
        .extracting(v -> v.pointer().text(), Violation::code)
        .contains(org.assertj.core.groups.Tuple.tuple(pointer, code));
    assertThat(parse(yaml, null).declared()).isNull();
  }

  @Test
  void ofANodeWhereverItServesThereIsNoOneRealServer() {
    assertThat(parse("{kind: pin, reason: r, weight: 1}", NODE).violations()).isNotEmpty();
    assertThat(parse("{kind: drain, reason: r, node: web2}", NODE).violations()).isNotEmpty();
    assertThat(
            java.util.Objects.requireNonNull(parse("{kind: drain, reason: r}", NODE).declared())
                .kind()
                .target())
        .isEqualTo(new Target.OnNode(NODE));
  }
}
