package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.PacketFilterContract;
import io.lvsfleet.agent.nft.PacketRuleGen;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.Unknown;
import io.lvsfleet.model.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `nft list` as the witness.
@Tag("kernel")
class KernelPacketFilterTest extends PacketFilterContract {

  private static final int SEEDS = 30;

  private final KernelPacketFilter filter = new KernelPacketFilter();
  private String before = "";

  @Override
  protected PacketFilter filter() {
    return filter;
  }

  @Override
  protected void addByHand() {
    nft("add rule ip lvs-fleet source-nat counter");
  }

  @Override
  protected void removeByHand(PacketRule rule) {
    String handle =
        Shell.sh("nft -a list table ip lvs-fleet")
            .lines()
            .filter(line -> line.contains("comment \"" + rule.describe() + "\""))
            .map(line -> line.replaceAll(".*# handle ", ""))
            .findFirst()
            .orElseThrow();
    nft("delete rule ip lvs-fleet source-nat handle " + handle);
  }

  private static void nft(String line) {
    Shell.run("nft", line);
  }

  @BeforeEach
  void somebodyElseHasATable() {
    nft("add table inet theirs");
    nft("add chain inet theirs input { type filter hook input priority 0; policy accept; }");
    nft("add rule inet theirs input tcp dport 22 accept");
    before = Shell.sh("nft list ruleset");
  }

  @AfterEach
  void withoutOursTheRulesetIsAsItWas() throws KernelException {
    filter.set(rules());
    assertThat(Shell.sh("nft list ruleset")).isEqualTo(before);
    assertThat(filter.rules()).isEmpty();
    filter.close();
    Shell.sh("nft flush ruleset");
  }

  @Test
  void theKernelHoldsWhatNftReadsAsThis() throws KernelException {
    filter.set(
        rules(MASQUERADE, MARK, SILENCE, new PacketRule.SegmentLimit(ipv4("10.0.0.100"), 1440)));
    assertThat(Shell.lines("nft list table ip lvs-fleet"))
        .contains(
            "type nat hook postrouting priority srcnat; policy accept;",
            "ip saddr 192.168.7.0/24 ip daddr != 192.168.7.0/24 oifname \"eth0\" masquerade"
                + " comment \"masquerade 192.168.7.0/24 out eth0\"",
            "type filter hook prerouting priority mangle; policy accept;",
            "type route hook output priority mangle; policy accept;",
            "ip daddr 10.0.0.100 tcp dport 80-443 meta mark set 0x00000007"
                + " comment \"mark 7 tcp to 10.0.0.100 port 80-443\"",
            "ip saddr 10.0.0.100 tcp flags & syn == syn tcp option maxseg size set 1440"
                + " comment \"segment-limit 10.0.0.100 1440\"");
    assertThat(Shell.lines("nft list table arp lvs-fleet"))
        .contains(
            "arp daddr ip 172.25.20.100 drop"
                + " comment \"arp-silence 172.25.20.100 ask as 172.25.20.2\"",
            "arp saddr ip 172.25.20.100 arp saddr ip set 172.25.20.2"
                + " comment \"arp-silence 172.25.20.100 ask as 172.25.20.2\"");
    assertThat(Shell.sh("nft list tables")).doesNotContain("ip6 lvs-fleet");
  }

  @Test
  void randomRulesAreReadBackAsTheyWereSet() throws KernelException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SortedSet<PacketRule> wanted = new PacketRuleGen(seed).rules(12);
      filter.set(wanted);
      try (KernelPacketFilter another = new KernelPacketFilter()) {
        assertThat(another.rules()).as("seed %d", seed).isEqualTo(wanted);
      }
    }
  }

  @Test
  void everyEditByHandIsSeenAndWrittenOver() throws KernelException {
    SortedSet<PacketRule> wanted = rules(MASQUERADE, MARK, SILENCE);
    for (String edit :
        List.of(
            // a flipped verdict under the same comment
            "replace rule arp lvs-fleet arp-input handle {arp-input} arp daddr ip 172.25.20.100"
                + " accept comment \"arp-silence 172.25.20.100 ask as 172.25.20.2\"",
            // a comment that lies
            "add rule ip lvs-fleet source-nat ip saddr 10.0.0.0/8 masquerade comment"
                + " \"masquerade 10.9.0.0/16\"",
            // one of ours once more, and behind another
            "add rule ip lvs-fleet mark-output ip daddr 10.0.0.100 tcp dport 80-443 mark set 7"
                + " comment \"mark 7 tcp to 10.0.0.100 port 80-443\"",
            // half of one
            "delete rule ip lvs-fleet mark-output handle {mark-output}",
            "add rule ip lvs-fleet mark-output drop",
            "flush chain ip lvs-fleet source-nat",
            "flush table ip lvs-fleet",
            "add chain ip lvs-fleet another",
            "add chain ip lvs-fleet mark-output { policy drop; }",
            "add set ip lvs-fleet s { type ipv4_addr; }",
            "add table ip lvs-fleet { flags dormant; }",
            "delete table arp lvs-fleet")) {
      filter.set(wanted);
      assertThat(filter.rules()).isEqualTo(wanted);
      nft(withHandle(edit));
      assertThat(filter.rules()).as(edit).isNotEqualTo(wanted);
      if (!edit.startsWith("delete table")) {
        assertThat(filter.rules()).as(edit).anyMatch(Unknown.class::isInstance);
      }
      filter.set(wanted);
      assertThat(filter.rules()).as("after " + edit).isEqualTo(wanted);
    }
  }

  private static String withHandle(String edit) {
    int open = edit.indexOf("handle {");
    if (open < 0) {
      return edit;
    }
    int close = edit.indexOf('}', open);
    String chain = edit.substring(open + 8, close);
    String family = chain.startsWith("arp") ? "arp" : "ip";
    String handle =
        Shell.sh("nft -a list chain " + family + " lvs-fleet " + chain)
            .lines()
            .filter(line -> line.contains("comment"))
            .map(line -> line.replaceAll(".*# handle ", ""))
            .findFirst()
            .orElseThrow();
    return edit.substring(0, open) + "handle " + handle + edit.substring(close + 1);
  }

  @Test
  void whatIsLeftOfATableIsSeenAlthoughItHoldsNoRule() throws KernelException {
    nft("add table ip lvs-fleet");
    assertThat(filter.rules()).singleElement().isInstanceOf(Unknown.class);
  }

  @Test
  void theOrderOfMarksIsPartOfThem() throws KernelException {
    SortedSet<PacketRule> two =
        rules(
            MARK, new PacketRule.Mark(8, Protocol.TCP, ipv4("10.0.0.0"), ipv4("10.0.0.255"), 0, 0));
    filter.set(two);
    nft(
        "insert rule ip lvs-fleet mark-prerouting meta l4proto tcp ip daddr 10.0.0.0-10.0.0.255"
            + " mark set 8 comment \"mark 8 tcp to 10.0.0.0-10.0.0.255\"");
    String handles = Shell.sh("nft -a list chain ip lvs-fleet mark-prerouting");
    String last =
        handles
            .lines()
            .filter(line -> line.contains("mark 8"))
            .map(line -> line.replaceAll(".*# handle ", ""))
            .toList()
            .getLast();
    nft("delete rule ip lvs-fleet mark-prerouting handle " + last);
    assertThat(filter.rules()).containsAll(two).anyMatch(Unknown.class::isInstance);
  }

  @Test
  void anUnchangedRulesetIsReadWithoutTheProgram() throws KernelException {
    Nft none = new Nft(List.of(Path.of("/nowhere/nft")), Duration.ofSeconds(1), 100);
    try (KernelPacketFilter without = new KernelPacketFilter(none)) {
      assertThat(without.rules()).isEmpty();
      without.set(rules());
      assertThat(Attempt.of(() -> without.set(rules(MARK)))).isEqualTo("ENOENT");
      filter.set(rules(MARK));
      assertThat(Attempt.of(without::rules)).isEqualTo("ENOENT");
    }
    assertThat(filter.rules()).containsExactly(MARK);
  }
}
