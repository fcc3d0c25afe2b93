package io.lvsfleet.controlplane.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.document.ParsedDocument;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HttpCheck;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Timing;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What checks and health policies may say, and what is made of it.
class CheckRulesTest {

  private static final ClusterId WEB = Documents.WEB;
  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");

  private static String with(String lines) {
    return Documents.DR.replace("    realServers:", lines.indent(4) + "    realServers:");
  }

  private static List<String> wrong(String lines) {
    ParsedDocument parsed = Documents.parse(with(lines));
    Findings findings =
        Rules.examine(Topology.EMPTY, WEB, parsed.document(), Damage.NONE, Documents.KNOWN);
    return Stream.concat(parsed.violations().stream(), findings.violations().stream())
        .map((Violation v) ->
            v.pointer().text().replace("#/virtualServices/http", "") + " " + v.code())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          checks: {c: {type: tcp}}                                                | none
          checks: {c: {type: tcp, send: HELO, expect: {text: "220"}}}             | none
          checks: {c: {type: http, path: /, expect: {md5: 9b3a0c85a887a256d6939da88aabd8cd}}} | none
          checks: {c: {type: http, expect: {md5: 9b3a}}}                          | /checks/c check-options
          checks: {c: {type: tcp, expect: {md5: 9b3a0c85a887a256d6939da88aabd8cd}}} | /checks/c/expect/md5 unknown-field
          checks: {c: {type: http, expect: {status: 600}}}                        | /checks/c check-options
          checks: {c: {type: http, expect: {status: [200, 300-399]}}}             | none
          checks: {c: {type: http, path: nowhere}}                                | /checks/c check-options
          checks: {c: {type: http, path: /, requests: [{path: /a}]}}              | /checks/c check-options
          checks: {c: {type: http, version: 1.0}}                                 | none
          checks: {c: {type: http, version: 2}}                                   | /checks/c check-options
          checks: {c: {type: https, version: 2, tls: {trust: system}}}            | none
          checks: {c: {type: http, tls: {}}}                                      | /checks/c/tls unknown-field
          checks: {c: {type: http, expect: {body: "("}}}                          | /checks/c check-options
          checks: {c: {type: icmp}}                                               | none
          checks: {c: {type: icmp, port: 80}}                                     | /checks/c/port unknown-field
          checks: {c: {type: udp, port: 53, payload: "00ff", reply: "00", mask: "ff"}} | none
          checks: {c: {type: udp, payload: "0"}}                                  | /checks/c check-options
          checks: {c: {type: udp}}                                                | /checks/c/port check-needs-port
          checks: {c: {type: script, name: check-it, arguments: [a, b]}}          | none
          checks: {c: {type: script, name: /bin/sh}}                              | /checks/c check-options
          checks: {c: {type: script}}                                             | /checks/c check-options
          checks: {c: {type: nagios-plugin, name: check_mysql, warning: down}}    | none
          checks: {c: {type: file, path: /etc/x, meaning: weight}}                | none
          checks: {c: {type: file, path: etc/x}}                                  | /checks/c check-options
          checks: {c: {type: listen}}                                             | none
          checks: {c: {type: listen, from: both}}                                 | /checks/c/from check-on-real-server
          checks: {c: {type: mount, path: /data, from: director}}                 | /checks/c/from check-on-real-server
          checks: {c: {type: mount, path: /data, access: write}}                  | none
          checks: {c: {type: load, idle: 100, busy: 50}}                          | /checks/c check-options
          checks: {c: {type: tcp, from: director, agree: all}}                    | /checks/c/agree check-agree
          checks: {c: {type: tcp, agree: all}}                                    | none
          checks: {c: {type: tcp, interval: 2s, timeout: 3s}}                     | /checks/c/timeout timeout-at-most-interval
          checks: {c: {type: tcp, interval: 2s, fastInterval: 3s}}                | /checks/c/fastInterval check-interval
          checks: {c: {use: nothing}}                                             | /checks/c/use unknown-reference
          checks: {c: {use: pages, type: tcp}}                                    | /checks/c/type one-of
          checks: {c: {type: tpc}}                                                | /checks/c/type unknown-value
          quorum: {up: 2, hysteresis: 1}                                          | /quorum quorum-reachable
          quorum: {up: 2}                                                         | none
          quorum: {up: 1, hysteresis: 1}                                          | - health-policy
          sorryServer: {address: 10.0.0.9}                                        | none
          sorryServer: {address: 10.0.0.12}                                       | /sorryServer/address sorry-server
          sorryServer: {address: 10.0.0.11}                                       | /sorryServer/address sorry-server
          sorryServer: {address: 10.0.0.9, port: 81}                              | /sorryServer/port dr-keeps-port
          sorryServer: {address: "2001:db8::9"}                                   | /sorryServer/address family-mismatch
          sorryServer: {port: 80}                                                 | /sorryServer/address required
          reentryDelay: 25h                                                       | - health-policy
          dynamicWeight: {min: 5, max: 1}                                         | - health-policy
          panicThreshold: {percent: 101}                                          | /panicThreshold/percent count-range
          """)
  void rulesAreKept(String lines, String expected) {
    String one = expected.startsWith("- ") ? expected.substring(1) : expected;

    if (expected.equals("none")) {
      assertThat(wrong(lines)).isEmpty();
    } else {
      assertThat(wrong(lines)).contains(one);
    }
  }

  private static Topology topology(String yaml) {
    return Documents.with(Topology.EMPTY, WEB, yaml);
  }

  private static CheckKey key(String check) {
    return new CheckKey(WEB, "http", "a", check);
  }

  private static ServiceSpec service(NodeState director) {
    DirectorState state = Objects.requireNonNull(director.director());
    return state.services().values().iterator().next();
  }

  private static RealServerSpec a(NodeState director) {
    return service(director).realServers().values().stream()
        .filter(server -> server.name().equals("a"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachWitnessIsAskedForItsPart() {
    Topology topology =
        topology(
            with(
                """
                checks:
                  all: {type: tcp, agree: all}
                  any: {type: tcp}
                  both: {type: icmp, agree: director}
                  director: {type: tcp, from: director}
                  host: {type: listen}
                """));
    NodeState director = Compiler.compile(topology, LB);
    NodeState server = Compiler.compile(topology, WEB1);

    assertThat(a(director).checks())
        .hasToString(
            "{web/http/a/all=ALL, web/http/a/any=ANY, web/http/a/both=DIRECTOR_DECIDES,"
                + " web/http/a/director=DIRECTOR, web/http/a/host=REAL_SERVER}");
    assertThat(director.checks()).containsKey(key("director")).doesNotContainKey(key("host"));
    assertThat(server.checks()).containsKey(key("host")).doesNotContainKey(key("director"));
    assertThat(Objects.requireNonNull(director.checks().get(key("any"))).probe())
        .isInstanceOf(Probe.Tcp.class);
    // Nobody is there who could say anything about a host without an agent.
    assertThat(
            service(director).realServers().values().stream()
                .filter(s -> s.name().equals("b"))
                .flatMap(s -> s.checks().values().stream()))
        .containsOnly(Witnessing.DIRECTOR);
  }

  @Test
  void whatATemplateSaysHoldsWhereNothingElseIsWritten() {
    Topology topology =
        topology(
            """
            checks:
              pages: {type: http, path: /up, interval: 20s, timeout: 7s, from: director}
            """
                + with("checks: {p: {use: pages, interval: 10s}}"));

    CheckSpec spec = Objects.requireNonNull(Compiler.compile(topology, LB).checks().get(key("p")));

    assertThat(((Probe.Http) spec.probe()).requests())
        .extracting(HttpCheck.Request::path)
        .containsExactly("/up");
    assertThat(spec.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(Compiler.compile(topology, WEB1).checks()).isEmpty();
  }

  @Test
  void aTemplateThatChangesChangesTheDirector() {
    String yaml = "checks: {pages: {type: http, path: /up}}\n" + with("checks: {p: {use: pages}}");
    Topology topology = topology(yaml);

    Decision decision =
        Decider.decide(topology, Documents.put(WEB, yaml.replace("/up", "/down")), Documents.KNOWN);

    assertThat(((Decision.Accepted) decision).touched()).containsExactly(LB, WEB1);
  }

  @Test
  void whereASorryServerIsDeclaredNobodyIsKeptUnlessItIsWritten() {
    assertThat(panic("sorryServer: {address: 10.0.0.9}")).isNull();
    assertThat(panic("alpha: true")).isEqualTo(HealthPolicy.PanicThreshold.DEFAULT);
    assertThat(panic("sorryServer: {address: 10.0.0.9}, panicThreshold: {percent: 60}"))
        .isEqualTo(new HealthPolicy.PanicThreshold(60, Duration.ofSeconds(10)));
  }

  private static HealthPolicy.@Nullable PanicThreshold panic(String written) {
    String lines = written.replace("}, ", "}\n");
    return service(Compiler.compile(topology(with(lines + "\n")), LB)).health().panic();
  }

  @Test
  void aPolicyIsWhatIsWrittenAndTheUsualOtherwise() {
    HealthPolicy usual = service(Compiler.compile(topology(Documents.DR), LB)).health();
    assertThat(usual).isEqualTo(HealthPolicy.of(io.lvsfleet.model.OnFailure.REMOVE));

    Topology topology =
        topology(
            with(
                """
                alpha: true
                quorum: {up: 2}
                sorryServer: {address: 10.0.0.9}
                reentryDelay: 3m
                slowStart: 1m
                flapDamping: {falls: 5}
                panicThreshold: {percent: 100}
                dynamicWeight: {min: 2}
                silence: 10m
                """));
    HealthPolicy policy = service(Compiler.compile(topology, LB)).health();

    assertThat(policy.alpha()).isTrue();
    assertThat(policy.quorum()).isEqualTo(new HealthPolicy.Quorum(2, 0));
    assertThat(Objects.requireNonNull(policy.sorry()).key()).hasToString("10.0.0.9:80");
    assertThat(policy.reentryDelay()).isEqualTo(Duration.ofMinutes(3));
    assertThat(Objects.requireNonNull(policy.damping()).falls()).isEqualTo(5);
    assertThat(policy.panic()).isNull();
    assertThat(policy.advised().min().value()).isEqualTo(2);
    assertThat(policy.silence()).isEqualTo(Duration.ofMinutes(10));
    assertThat(
            Objects.requireNonNull(Compiler.compile(topology, LB).checks().get(key("tcp")))
                .timing()
                .initially())
        .isEqualTo(Timing.Initially.DOWN);
  }
}
