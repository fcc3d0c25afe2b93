package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.kernel.NatNetwork.SERVER;
import static io.lvsfleet.agent.kernel.NatNetwork.VIP;
import static io.lvsfleet.agent.kernel.NatNetwork.works;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real packets: rules do what they are for, and what others drop is found and cured by the rule
/// that is printed.
@Tag("kernel")
class PacketFilterAtWorkTest {

  private static final IpAddress VIRTUAL_IP = IpAddress.parse(VIP);

  private final KernelPacketFilter filter = new KernelPacketFilter();
  private final KernelFirewall firewall = new KernelFirewall();
  private final NatNetwork network = new NatNetwork();

  @BeforeEach
  void aServiceByNat() {
    Shell.sh("ipvsadm -A -t " + VIP + ":80 -s rr");
    Shell.sh("ipvsadm -a -t " + VIP + ":80 -r " + SERVER + ":80 -m");
    assertThat(network.answers()).isTrue();
  }

  @AfterEach
  void everythingIsPutAway() {
    filter.close();
    firewall.close();
    network.close();
  }

  private void set(PacketRule... rules) throws KernelException {
    filter.set(Sorted.set(List.of(rules)));
  }

  private static KernelState service() {
    RealServerKey server = new RealServerKey(IpAddress.parse(SERVER), 80);
    VirtualService service =
        new VirtualService(
            VirtualServiceConfig.of(Scheduler.RR),
            Sorted.map(
                Map.of(server, RealServerConfig.of(ForwardingMethod.MASQUERADING, new Weight(1)))));
    return KernelState.of(
        Sorted.map(Map.of(new AddressKey(Protocol.TCP, VIRTUAL_IP, 80), service)),
        Sorted.set(List.of(new LocalAddress("eth0", VIRTUAL_IP, 32))),
        Sorted.map());
  }

  private static void nft(String... lines) {
    for (String line : lines) {
      Shell.run("nft", line);
    }
  }

  private static final String INPUT =
      "add chain inet theirs i { type filter hook input priority 0; policy drop; }";

  /// Each stops the client's requests.
  private static final List<List<String>> OBSTACLES =
      List.of(
          List.of(INPUT),
          List.of(
              "add chain ip theirs i { type filter hook input priority 0; }",
              "add chain ip theirs web",
              "add rule ip theirs web ip saddr 0.0.0.0/0 tcp flags & (syn|ack) == syn reject",
              "add rule ip theirs i tcp dport { 80, 443 } jump web"),
          List.of(
              "add chain inet theirs f { type filter hook forward priority 0; policy drop; }",
              "add rule inet theirs f ct state established,related accept"),
          List.of(
              "add chain inet theirs f { type filter hook forward priority 0; }",
              "add rule inet theirs f ct state invalid drop"),
          List.of("add chain ip theirs o { type filter hook output priority 0; policy drop; }"),
          List.of(
              "add chain ip theirs p { type filter hook prerouting priority -300; }",
              "add rule ip theirs p iifname \"eth0\" tcp dport 1-1023 drop"),
          List.of(
              "add chain ip theirs n { type nat hook prerouting priority dstnat; }",
              "add rule ip theirs n tcp dport 80 redirect to :8080"));

  @Test
  void theRuleThatIsPrintedCuresTheDropThatIsFound() throws KernelException {
    for (List<String> obstacle : OBSTACLES) {
      nft("add table ip theirs", "add table inet theirs");
      assertThat(network.answers()).as("before %s", obstacle).isTrue();
      assertThat(firewall.findings(service())).as("before %s", obstacle).isEmpty();
      nft(obstacle.toArray(String[]::new));
      assertThat(network.answers()).as("with %s", obstacle).isFalse();
      SortedSet<Finding> findings = firewall.findings(service());
      assertThat(findings).as("with %s", obstacle).isNotEmpty();
      assertThat(findings)
          .allSatisfy(finding -> assertThat(finding.seen()).doesNotContain("cannot tell"));
      for (Finding finding : findings) {
        assertThat(finding.advice()).startsWith("nft insert rule");
        nft(finding.advice().substring("nft ".length()));
      }
      assertThat(network.answers()).as("%s cured by %s", obstacle, findings).isTrue();
      assertThat(firewall.findings(service())).as("cured %s", obstacle).isEmpty();
      nft("flush ruleset");
    }
  }

  @Test
  void whatLetsRequestsPassIsNotMentioned() throws KernelException {
    List<List<String>> harmless =
        List.of(
            List.of(INPUT, "add rule inet theirs i tcp dport { 22, 80 } accept"),
            List.of(INPUT, "add rule inet theirs i ct state vmap { new : accept }"),
            List.of(INPUT, "add rule inet theirs i fib daddr type local accept"),
            List.of(INPUT, "add rule inet theirs i ip saddr . tcp dport { 192.0.2.2 . 80 } accept"),
            List.of(
                INPUT,
                "add set inet theirs open { type inet_service; flags interval; }",
                "add element inet theirs open { 70-90 }",
                "add rule inet theirs i tcp dport @open accept"));
    for (List<String> rules : harmless) {
      nft("add table inet theirs");
      nft(rules.toArray(String[]::new));
      // What follows the first packet.
      nft("add rule inet theirs i ct state established,related,invalid accept");
      assertThat(network.answers()).as("%s", rules).isTrue();
      assertThat(firewall.findings(service())).as("%s", rules).isEmpty();
      nft("flush ruleset");
    }
  }

  @Test
  void realServersLeaveWithTheDirectorsAddressAndAnswersKeepTheVirtualIp() throws KernelException {
    network.serve("client");
    String ownTraffic = "ip netns exec server curl -sf -m 1 http://192.0.2.2/";
    // Without a way back the client cannot answer.
    assertThat(works(ownTraffic)).isFalse();
    for (PacketRule rule :
        List.of(
            new Masquerade(Prefix.parse("192.168.7.0/24"), "eth0", null),
            new Masquerade(Prefix.parse("192.168.7.0/24"), null, IpAddress.parse("192.0.2.1")))) {
      set(rule);
      for (String tracked : new String[] {"0", "1"}) {
        Shell.sh("sysctl -qw net.ipv4.vs.conntrack=" + tracked);
        assertThat(network.answers()).as("%s, vs.conntrack=%s", rule, tracked).isTrue();
        assertThat(works(ownTraffic)).as("%s, vs.conntrack=%s", rule, tracked).isTrue();
      }
    }
    set();
    assertThat(works(ownTraffic)).isFalse();
  }

  @Test
  void markedPacketsReachTheServiceOfTheMark() throws KernelException {
    Shell.sh("ipvsadm -C");
    Shell.sh("ipvsadm -A -f 7 -s rr");
    Shell.sh("ipvsadm -a -f 7 -r " + SERVER + ":80 -m");
    assertThat(network.answers()).isFalse();
    set(new Mark(7, Protocol.TCP, VIRTUAL_IP, VIRTUAL_IP, 80, 81));
    assertThat(network.answers()).isTrue();
    // The director's own requests.
    assertThat(works("curl -sf -m 2 http://" + VIP + "/")).isTrue();
    set(new Mark(7, Protocol.TCP, VIRTUAL_IP, VIRTUAL_IP, 81, 90));
    assertThat(network.answers()).isFalse();
    set(
        new Mark(
            7, Protocol.TCP, IpAddress.parse("192.0.2.96"), IpAddress.parse("192.0.2.103"), 0, 0));
    assertThat(network.answers()).isTrue();
  }

  @Test
  void aSilencedAddressIsNeitherAnsweredNorAskedFrom() throws KernelException {
    String arping = "ip netns exec client arping -c 1 -w 1 -I c0 ";
    assertThat(works(arping + VIP)).isTrue();
    set(new ArpSilence((Ipv4Address) VIRTUAL_IP, (Ipv4Address) IpAddress.parse("192.0.2.1")));
    assertThat(works(arping + VIP)).isFalse();
    assertThat(works(arping + "192.0.2.1")).isTrue();
    Shell.sh("ip -n client neigh flush dev c0");
    Shell.sh("ip neigh flush dev eth0");
    // It asks for the client's address with the virtual IP as its own: arp_announce 0.
    assertThat(works("ping -c 1 -W 1 -I " + VIP + " 192.0.2.2")).isFalse();
    assertThat(Shell.sh("ip neigh show 192.0.2.2")).contains("lladdr");
    assertThat(Shell.sh("ip -n client neigh show 192.0.2.1")).contains("lladdr");
    assertThat(Shell.sh("ip -n client neigh show " + VIP)).doesNotContain("lladdr");
  }

  @Test
  void answersFromTheVirtualIpOfferShortSegments() throws KernelException {
    // As a real server behind a tunnel does, this host answers by itself.
    Shell.sh("ipvsadm -C");
    List<String> inClient = new ArrayList<>(List.of("ip", "netns", "exec", "client", "nft"));
    for (String line :
        List.of(
            "add table ip watch",
            "add chain ip watch i { type filter hook input priority 0; }",
            "add rule ip watch i ip saddr "
                + VIP
                + " tcp flags & (syn|ack) == (syn|ack)"
                + " tcp option maxseg size 1000 counter")) {
      List<String> command = new ArrayList<>(inClient);
      command.add(line);
      Shell.run(command.toArray(String[]::new));
    }
    network.serveHere();
    assertThat(network.answers()).isTrue();
    assertThat(Shell.sh("ip netns exec client nft list ruleset")).contains("counter packets 0 ");
    set(new SegmentLimit(VIRTUAL_IP, 1000));
    assertThat(network.answers()).isTrue();
    assertThat(Shell.sh("ip netns exec client nft list ruleset")).contains("counter packets 1 ");
    set(new SegmentLimit(VIRTUAL_IP, 9000));
    assertThat(network.answers()).isTrue();
    assertThat(Shell.sh("ip netns exec client nft list ruleset")).contains("counter packets 1 ");
  }

  @Test
  void aRulesetNobodyChangedIsJudgedOnce() throws KernelException {
    nft("add table inet theirs", INPUT);
    SortedSet<Finding> findings = new TreeSet<>(firewall.findings(service()));
    assertThat(firewall.findings(service())).isEqualTo(findings).hasSize(1);
    nft("flush ruleset");
    assertThat(firewall.findings(service())).isEmpty();
  }

  @Test
  void withoutTheProgramItCannotBeToldWhatOthersTablesDo() throws KernelException {
    Nft none = new Nft(List.of(Path.of("/nowhere/nft")), Duration.ofSeconds(1), 100);
    try (KernelFirewall without = new KernelFirewall(none, Path.of("/proc/net"))) {
      assertThat(without.findings(service())).isEmpty();
      nft("add table inet theirs", INPUT);
      assertThat(without.findings(service()))
          .singleElement()
          .satisfies(finding ->
              assertThat(finding.seen())
                  .startsWith("cannot tell")
                  .endsWith("install the package nftables"));
    }
  }
}
