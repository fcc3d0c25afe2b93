package io.lvsfleet.agent.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Rulesets as `nft` 1.0.6 listed them after loading the `.nft` files beside them.
class FirewallJudgeTest {

  private static final VirtualServiceKey HTTP = tcp("10.0.0.100", 80);
  private static final Map<SysctlKey, String> TRACKED =
      Map.of(new SysctlKey("net.ipv4.vs.conntrack"), "1");

  private static VirtualServiceKey tcp(String address, int port) {
    return new AddressKey(Protocol.TCP, IpAddress.parse(address), port);
  }

  private static KernelState state(
      VirtualServiceKey key, ForwardingMethod method, Map<SysctlKey, String> sysctls) {
    boolean v4 = key.family() == AddressFamily.IPV4;
    RealServerKey server = new RealServerKey(IpAddress.parse(v4 ? "10.1.0.21" : "fd00:b::21"), 80);
    VirtualService service =
        new VirtualService(
            VirtualServiceConfig.of(Scheduler.RR),
            Sorted.map(Map.of(server, RealServerConfig.of(method, new Weight(1)))));
    PacketRule mark =
        new PacketRule.Mark(
            7, Protocol.TCP, IpAddress.parse("10.0.0.100"), IpAddress.parse("10.0.0.109"), 80, 81);
    return new KernelState(
        Sorted.map(Map.of(key, service)),
        Sorted.set(
            List.of(
                new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24),
                new LocalAddress("eth0", IpAddress.parse("fd00:a::100"), 64))),
        Sorted.map(sysctls),
        IpvsSettings.NONE,
        new Network(Sorted.map(), Sorted.set(), Sorted.map(), Sorted.set(List.of(mark))));
  }

  private static KernelState directRouting(VirtualServiceKey key) {
    return state(key, ForwardingMethod.DIRECT_ROUTING, Map.of());
  }

  private static SortedSet<Finding> judge(KernelState state, Json ruleset) {
    return FirewallJudge.findings(FirewallJudge.Needs.of(state), ruleset);
  }

  private static Json sample(String name) throws IOException {
    String path = "/nft/" + name + ".json";
    try (InputStream in =
        Objects.requireNonNull(FirewallJudgeTest.class.getResourceAsStream(path), path)) {
      return JsonText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFilterThatAcceptsEverythingIsNotMentioned() throws IOException {
    for (ForwardingMethod method : ForwardingMethod.values()) {
      assertThat(judge(state(HTTP, method, Map.of()), sample("debian-default"))).isEmpty();
    }
    assertThat(judge(directRouting(tcp("fd00:a::100", 80)), sample("debian-default"))).isEmpty();
  }

  @Test
  void aPortNobodyOpenedIsFoundWithTheRuleToAdd() throws IOException {
    assertThat(judge(directRouting(HTTP), sample("workstation")))
        .containsExactly(
            new Finding(
                "-t 10.0.0.100:80",
                "chain inet filter input (hook input) rejects requests by rule handle 13",
                "nft insert rule inet filter input ip daddr 10.0.0.100 tcp dport 80 accept"));
    assertThat(judge(directRouting(tcp("10.0.0.100", 443)), sample("workstation"))).isEmpty();
    assertThat(judge(directRouting(tcp("fd00:a::100", 8080)), sample("workstation")))
        .extracting(Finding::advice)
        .containsExactly(
            "nft insert rule inet filter input ip6 daddr fd00:a::100 tcp dport 8080 accept");
  }

  @Test
  void aRateThatIsAllowedIsEnoughAndAnAddressThatIsTrustedIsNot() throws IOException {
    VirtualServiceKey dns = new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 53);
    assertThat(judge(directRouting(dns), sample("workstation"))).isEmpty();
  }

  @Test
  void anyPortIsNotOneThatIsOpen() throws IOException {
    assertThat(judge(directRouting(tcp("10.0.0.100", 0)), sample("workstation")))
        .extracting(Finding::advice)
        .containsExactly(
            "nft insert rule inet filter input ip daddr 10.0.0.100 meta l4proto tcp accept");
  }

  @Test
  void answersOfNatAreInvalidToTheDirectorUnlessIpvsTracks() throws IOException {
    VirtualServiceKey https = tcp("10.0.0.100", 443);
    assertThat(judge(state(https, ForwardingMethod.MASQUERADING, Map.of()), sample("workstation")))
        .containsExactly(
            new Finding(
                "-t 10.0.0.100:443",
                "chain inet filter forward (hook forward) drops answers of 10.1.0.21:80 by rule"
                    + " handle 15",
                "nft insert rule inet filter forward ip saddr 10.1.0.21 tcp sport 80 accept"));
    assertThat(judge(state(https, ForwardingMethod.MASQUERADING, TRACKED), sample("workstation")))
        .isEmpty();
  }

  @Test
  void packetsOnTheirWayToTheRealServerPassTheOutputHook() throws IOException {
    KernelState nat = state(HTTP, ForwardingMethod.MASQUERADING, Map.of());
    assertThat(judge(nat, sample("user-chains")))
        .containsExactly(
            new Finding(
                "-t 10.0.0.100:80",
                "chain ip filter FORWARD (hook forward) drops answers of 10.1.0.21:80 by its"
                    + " policy",
                "nft insert rule ip filter FORWARD ip saddr 10.1.0.21 tcp sport 80 accept"));
    String closed =
        """
        {"nftables":[{"chain":{"family":"ip","table":"t","name":"o","handle":1,"type":"filter",\
        "hook":"output","prio":0,"policy":"drop"}}]}\
        """;
    assertThat(judge(directRouting(HTTP), JsonText.read(closed)))
        .extracting(Finding::advice)
        .containsExactly("nft insert rule ip t o ip daddr 10.0.0.100 tcp dport 80 accept");
    assertThat(judge(nat, JsonText.read(closed)))
        .extracting(Finding::advice)
        .containsExactly("nft insert rule ip t o ip daddr 10.1.0.21 tcp dport 80 accept");
    assertThat(judge(state(HTTP, ForwardingMethod.TUNNELING, Map.of()), JsonText.read(closed)))
        .extracting(Finding::advice)
        .containsExactly("nft insert rule ip t o ip daddr 10.1.0.21 meta l4proto ipencap accept");
    assertThat(judge(state(HTTP, ForwardingMethod.LOCAL, Map.of()), JsonText.read(closed)))
        .isEmpty();
  }

  @Test
  void zonesAreFollowedByTheInterfaceOfTheVirtualIp() throws IOException {
    assertThat(judge(directRouting(HTTP), sample("zones")))
        .extracting(Finding::advice)
        .containsExactly(
            "nft insert rule inet firewalld filter_INPUT ip daddr 10.0.0.100 tcp dport 80 accept");
    assertThat(judge(directRouting(tcp("10.0.0.100", 22)), sample("zones"))).isEmpty();
    // Nobody knows by which interface clients of another address come: one of the zones lets them.
    assertThat(judge(directRouting(tcp("10.0.9.9", 80)), sample("zones")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.seen()).startsWith("cannot tell whether"));
  }

  @Test
  void chainsOfUsersAreFollowedAndSleepingTablesAreNot() throws IOException {
    assertThat(judge(directRouting(HTTP), sample("user-chains"))).isEmpty();
    assertThat(judge(directRouting(tcp("10.0.0.100", 81)), sample("user-chains")))
        .extracting(Finding::seen)
        .containsExactly("chain ip filter INPUT (hook input) drops requests by its policy");
    assertThat(judge(directRouting(tcp("10.0.0.100", 8080)), sample("user-chains")))
        .extracting(Finding::seen)
        .contains(
            "chain ip nat PREROUTING (hook prerouting) sends elsewhere requests by rule handle 5"
                + " of chain DOCKER");
  }

  @Test
  void aServiceByMarkIsJudgedByWhatGetsTheMark() throws IOException {
    FirewallMarkKey mark = new FirewallMarkKey(AddressFamily.IPV4, 7);
    assertThat(judge(directRouting(mark), sample("workstation")))
        .extracting(Finding::subject, Finding::advice)
        .containsExactly(
            tuple(
                "-f 7",
                "nft insert rule inet filter input ip daddr 10.0.0.100-10.0.0.109 tcp dport 80-81"
                    + " accept"));
    String byMark =
        rules(
            "drop",
            "{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"mark\"}},"
                + "\"right\":7}},{\"accept\":null}");
    assertThat(judge(directRouting(mark), JsonText.read(byMark))).isEmpty();
  }

  /// One input chain with one rule.
  private static String rules(String policy, String statements) {
    return "{\"nftables\":[{\"chain\":{\"family\":\"ip\",\"table\":\"t\",\"name\":\"i\","
        + "\"handle\":1,\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\""
        + policy
        + "\"}},{\"rule\":{\"family\":\"ip\",\"table\":\"t\",\"chain\":\"i\",\"handle\":2,"
        + "\"expr\":["
        + statements
        + "]}}]}";
  }

  @Test
  void whatIsNotUnderstoodIsNotGuessed() {
    String match = "{\"xt\":{\"type\":\"match\",\"name\":\"recent\"}}";
    String unknown =
        "{\"match\":{\"op\":\"==\",\"left\":{\"osf\":{\"key\":\"name\"}},\"right\":\"x\"}}";
    for (String[] one :
        new String[][] {
          {"drop", match + ",{\"accept\":null}"},
          {"accept", match + ",{\"drop\":null}"},
          {"accept", "{\"xt\":null}"},
          {"accept", unknown + ",{\"drop\":null}"},
          {"drop", unknown + ",{\"accept\":null}"},
          {"accept", "{\"queue\":null}"},
          {"accept", unknown + ",{\"reject\":null}"},
        }) {
      assertThat(judge(directRouting(HTTP), JsonText.read(rules(one[0], one[1]))))
          .as(one[1])
          .singleElement()
          .satisfies(finding ->
              assertThat(finding.seen())
                  .startsWith("cannot tell whether")
                  .endsWith("rule handle 2 is not understood"));
    }
  }

  @Test
  void whatIsNotUnderstoodDoesNotMatterWhereItCannotDecide() {
    String ssh =
        "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"tcp\",\"field\":"
            + "\"dport\"}},\"right\":22}}";
    String match = "{\"xt\":{\"type\":\"match\",\"name\":\"recent\"}}";
    for (String[] one :
        new String[][] {
          {"accept", match + ",{\"accept\":null}"},
          {"accept", match + "," + ssh + ",{\"drop\":null}"},
          {"accept", "{\"xt\":{\"type\":\"target\",\"name\":\"LOG\"}}"},
          {"accept", "{\"foo\":null}"},
        }) {
      assertThat(judge(directRouting(HTTP), JsonText.read(rules(one[0], one[1]))))
          .as(one[1])
          .isEmpty();
    }
    assertThat(judge(directRouting(HTTP), JsonText.read(rules("drop", match + ",{\"drop\":null}"))))
        .extracting(Finding::seen)
        .containsExactly("chain ip t i (hook input) drops requests by its policy");
  }

  @Test
  void droppingSomeClientsIsMeantAndLettingSomeInToTheServiceToo() {
    String some =
        "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip\",\"field\":"
            + "\"saddr\"}},\"right\":{\"prefix\":{\"addr\":\"198.51.100.0\",\"len\":24}}}}";
    String port =
        "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"tcp\",\"field\":"
            + "\"dport\"}},\"right\":80}}";
    KernelState http = directRouting(HTTP);
    assertThat(judge(http, JsonText.read(rules("accept", some + ",{\"drop\":null}")))).isEmpty();
    assertThat(judge(http, JsonText.read(rules("drop", some + "," + port + ",{\"accept\":null}"))))
        .isEmpty();
    assertThat(judge(http, JsonText.read(rules("drop", some + ",{\"accept\":null}")))).hasSize(1);
  }

  @Test
  void thousandsOfFindingsAreCounted() {
    TreeMap<VirtualServiceKey, VirtualService> many = new TreeMap<>();
    for (int port = 1; port <= 300; port++) {
      many.put(
          tcp("10.0.0.100", port),
          new VirtualService(VirtualServiceConfig.of(Scheduler.RR), Sorted.map()));
    }
    SortedSet<Finding> findings =
        judge(
            KernelState.of(many, Sorted.set(), Sorted.map()),
            JsonText.read(rules("drop", "{\"counter\":null}")));
    assertThat(findings)
        .hasSize(101)
        .contains(new Finding("packet filter", "200 findings more like these", ""));
  }

  @Test
  void legacyTablesAreNamed() {
    assertThat(FirewallJudge.legacy("/proc/net/ip_tables_names", Set.of())).isEmpty();
    assertThat(FirewallJudge.legacy("/proc/net/ip_tables_names", Set.of("nat", "filter")))
        .containsExactly(
            new Finding(
                "packet filter",
                "cannot tell what legacy iptables does: /proc/net/ip_tables_names has filter, nat",
                "look at iptables-legacy-save"));
  }
}
