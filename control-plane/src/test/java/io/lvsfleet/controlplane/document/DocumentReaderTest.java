package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {

  private static final String FRAME =
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
            a: {node: a}
      """;

  private static ParsedDocument yaml(String text) throws SyntaxException {
    return DocumentReader.read(text.getBytes(StandardCharsets.UTF_8), Format.YAML);
  }

  private static ParsedDocument json(String text) throws SyntaxException {
    return DocumentReader.read(text.getBytes(StandardCharsets.UTF_8), Format.JSON);
  }

  private static List<String> places(ParsedDocument parsed) {
    return parsed.violations().stream().map(v -> v.pointer() + " " + v.code()).toList();
  }

  @Test
  void readsAWholeDocument() throws SyntaxException {
    ParsedDocument parsed =
        yaml(
            """
            nodes:
              web1: {addresses: {inside: 192.168.10.18, outside: "fd00::18"}, agent: false}
            directors:
              members: [{node: lb1, interface: eth0}]
            virtualIps:
              www: {address: 10.0.0.100/24, interface: eth1}
            virtualServices:
              http:
                listen: {virtualIp: www, protocol: tcp, port: 80}
                scheduler: mh
                schedulerFlags: [port, fallback]
                forwarding: tunnel
                persistence: {timeout: 5m, netmask: 255.255.255.0}
                checks:
                  port: {type: tcp, from: director, port: 8080, interval: 500ms, timeout: 100ms, fall: 3, rise: 1}
                onFailure: quiesce
                realServers:
                  a:
                    address: 10.0.0.2
                    port: 80
                    weight: 3
                    forwarding: tunnel
                    tunnel: {type: gue, port: 6080, checksum: remote}
                    upperThreshold: 10
                    lowerThreshold: 5
              sip:
                listen: {firewallMark: 4294967295, family: ipv6}
                forwarding: nat
            """);

    assertThat(parsed.violations()).isEmpty();
    ClusterDocument document = parsed.document();
    var http = Objects.requireNonNull(document.services().get("http"));
    assertThat(Objects.requireNonNull(http.settings().persistence()).prefixLength()).isEqualTo(24);
    assertThat(Objects.requireNonNull(http.checks().get("port")).timing().interval())
        .isEqualTo(Duration.ofMillis(500));
    assertThat(Objects.requireNonNull(document.services().get("sip")).settings().listen())
        .isInstanceOfSatisfying(
            Listen.OnFirewallMark.class, on -> assertThat(on.mark()).isEqualTo(0xffff_ffffL));
    assertThat(document.hasAgent(new NodeId("web1"))).isFalse();
    assertThat(document.hasAgent(new NodeId("lb1"))).isTrue();
  }

  @Test
  void everyMistakeIsReportedAtOnceWithItsPlace() throws SyntaxException {
    ParsedDocument parsed =
        yaml(
            """
            directors:
              members: [{node: LB1, interface: eth0}]
              vrrp: {deadAfter: 5}
            virtualIps:
              www: {address: 10.0.0.300/24}
              "a/b~c": {address: 10.0.0.1/33}
            virtualServices:
              http:
                listen: {virtualIp: www, port: "80"}
                scheduler: wlx
                fowarding: dr
                forwarding: dr
                checks:
                  page: {type: grpc, path: /}
                realServers:
                  a: {node: a, weight: 70000, port: 65536}
                  b: {}
                  c: {node: c, address: 10.0.0.1}
            """);

    assertThat(places(parsed))
        .containsExactlyInAnyOrder(
            "#/directors/members/0/node name",
            "#/directors/vrrp/deadAfter duration",
            "#/virtualIps/www/address address",
            "#/virtualIps/a~1b~0c name",
            "#/virtualIps/a~1b~0c/address prefix-length",
            "#/virtualServices/http/listen/port wrong-type",
            "#/virtualServices/http/scheduler unknown-scheduler",
            "#/virtualServices/http/fowarding unknown-field",
            "#/virtualServices/http/checks/page/type not-supported-yet",
            "#/virtualServices/http/realServers/a/weight weight-range",
            "#/virtualServices/http/realServers/a/port port-range",
            "#/virtualServices/http/realServers/b required",
            "#/virtualServices/http/realServers/c one-of");
    assertThat(parsed.damage().virtualIps()).contains("www");
  }

  @Test
  void anUnknownFieldComesWithTheNearestKnownOne() throws SyntaxException {
    assertThat(yaml(FRAME.replace("forwarding", "forwardin")).violations())
        .filteredOn(v -> v.rule() == Rule.UNKNOWN_FIELD)
        .extracting(Violation::detail)
        .containsExactly("\"forwardin\" is not a field here; did you mean \"forwarding\"?");
  }

  @Test
  void aPortInQuotesIsRefused() throws SyntaxException {
    assertThat(yaml(FRAME.replace("port: 80", "port: \"80\"")).violations())
        .extracting(Violation::toString)
        .containsExactly(
            "#/virtualServices/http/listen/port wrong-type: a port is a plain decimal number"
                + " without quotes, not the text \"80\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x50", "080", "8_0", "80.0", "8e1", "+80", "~", "yes"})
  void aPortIsAPlainDecimalNumber(String port) throws SyntaxException {
    assertThat(places(yaml(FRAME.replace("port: 80", "port: " + port))))
        .containsExactly("#/virtualServices/http/listen/port wrong-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "on", "y", "off", "10", "010", "1e3"})
  void aPlainYamlWordIsATextWhereATextIsNeeded(String name) throws SyntaxException {
    ParsedDocument parsed = yaml(FRAME.replace("node: a}", "node: " + name + "}"));

    assertThat(parsed.violations()).isEmpty();
    assertThat(
            Objects.requireNonNull(
                    Objects.requireNonNull(parsed.document().services().get("http"))
                        .realServers()
                        .get("a"))
                .node())
        .isEqualTo(new NodeId(name));
  }

  @Test
  void jsonDoesNotTakeANumberForAText() throws SyntaxException {
    assertThat(places(json("{\"directors\": {\"members\": [{\"node\": 10}]}}")))
        .containsExactly("#/directors/members/0/node wrong-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no", "on", "\"true\"", "True", "1"})
  void onlyTrueAndFalseAreBooleans(String text) throws SyntaxException {
    assertThat(places(yaml(FRAME + "nodes: {a: {agent: " + text + "}}\n")))
        .containsExactly("#/nodes/a/agent wrong-type");
  }

  @Test
  void aNameThatStandsTwiceIsRefused() throws SyntaxException {
    assertThat(places(yaml(FRAME + "      a: {node: b}\n")))
        .containsExactly("#/virtualServices/http/realServers/a duplicate-key");
    assertThat(
            places(
                json(
                    "{\"directors\": {\"members\": [{\"node\": \"a\"}]}, \"nodes\": {}, \"nodes\": {}}")))
        .containsExactly("#/nodes duplicate-key");
  }

  @ParameterizedTest
  @CsvSource({"0", "255", "-1"})
  void aDirectorsPriorityIsNeverTheOwners(int priority) throws SyntaxException {
    assertThat(places(yaml(FRAME.replace("eth0}]", "eth0, priority: " + priority + "}]"))))
        .containsExactly("#/directors/members/0/priority priority-range");
  }

  @Test
  void anEmptyDocumentHasNoDirector() throws SyntaxException {
    assertThat(places(json("{}"))).containsExactly("#/directors required");
    assertThat(places(json("{\"directors\": {\"members\": []}}")))
        .containsExactly("#/directors/members required");
    assertThat(places(json("[]"))).containsExactly("# wrong-type");
  }

  @Test
  void checksCanBeNone() throws SyntaxException {
    ParsedDocument none = yaml(FRAME.replace("forwarding: dr", "forwarding: dr\n    checks: {}"));
    ParsedDocument unwritten = yaml(FRAME);

    assertThat(none.violations()).isEmpty();
    assertThat(Objects.requireNonNull(none.document().services().get("http")).effectiveChecks())
        .isEmpty();
    assertThat(
            Objects.requireNonNull(unwritten.document().services().get("http")).effectiveChecks())
        .containsOnlyKeys("tcp");
    assertThat(places(yaml(FRAME.replace("forwarding: dr", "forwarding: dr\n    checks:"))))
        .containsExactly("#/virtualServices/http/checks wrong-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: &x 1\nb: *x\n",
        "a: !!int \"5\"\n",
        "--- {a: 1}\n--- {b: 2}\n",
        "",
        "a: [1\nb: {",
        "\t- x",
        "? [a, b]\n: c\n"
      })
  void whatIsNotAPlainYamlDocumentIsASyntaxError(String text) {
    assertThatThrownBy(() -> yaml(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessageNotContainingAny("snakeyaml", "jackson", "Exception");
  }

  @Test
  void aSyntaxErrorNamesTheLine() {
    assertThatThrownBy(() -> json("{\n  \"a\": 1,\n  b\n}")).hasMessageContaining("line 3");
    assertThatThrownBy(() -> yaml("a: 1\nb: [1\nc: {")).hasMessageContaining("line 3");
  }

  @Test
  void depthAndSizeAreLimited() {
    assertThatThrownBy(() -> json("[".repeat(100_000))).isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> yaml("[".repeat(100_000))).isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> json(" ".repeat(4 * 1024 * 1024 + 1) + "{}"))
        .hasMessageContaining("4 MiB");
    assertThatThrownBy(
            () -> DocumentReader.read(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, Format.JSON))
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.0.255.0", "24", "256.0.0.0", "::"})
  void aNetmaskIsOnesThenZeros(String mask) throws SyntaxException {
    assertThat(
            places(
                yaml(
                    FRAME.replace(
                        "forwarding: dr",
                        "forwarding: dr\n    persistence: {netmask: \"" + mask + "\"}"))))
        .containsExactly("#/virtualServices/http/persistence/netmask netmask");
  }

  @ParameterizedTest
  @CsvSource({"255.255.255.255,32", "255.255.255.0,24", "128.0.0.0,1", "0.0.0.0,0"})
  void aNetmaskIsAPrefixLength(String mask, int length) throws SyntaxException {
    ParsedDocument parsed =
        yaml(
            FRAME.replace(
                "forwarding: dr", "forwarding: dr\n    persistence: {netmask: " + mask + "}"));
    var settings = Objects.requireNonNull(parsed.document().services().get("http")).settings();

    assertThat(parsed.violations()).isEmpty();
    assertThat(Objects.requireNonNull(settings.persistence()).prefixLength()).isEqualTo(length);
  }
}
