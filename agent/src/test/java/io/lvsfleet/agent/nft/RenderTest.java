package io.lvsfleet.agent.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.PacketRule.Unknown;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Sorted;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Our tables without a kernel: what is written, and what it is read as.
class RenderTest {

  private static final int SEEDS = 400;
  private static final PacketRule MASQUERADE =
      new Masquerade(Prefix.parse("192.168.7.0/24"), "eth0", null);
  private static final PacketRule SILENCE =
      new ArpSilence(
          (Ipv4Address) IpAddress.parse("172.25.20.100"),
          (Ipv4Address) IpAddress.parse("172.25.20.2"));

  private static SortedSet<PacketRule> rules(PacketRule... rules) {
    return Sorted.set(List.of(rules));
  }

  @Test
  void everyTableNeededIsReplacedWhole() {
    assertThat(Transaction.render(rules(SILENCE), EnumSet.noneOf(OwnTable.class)))
        .isEqualTo(
            """
            {"nftables":[\
            {"add":{"table":{"family":"arp","name":"lvs-fleet"}}},\
            {"delete":{"table":{"family":"arp","name":"lvs-fleet"}}},\
            {"add":{"table":{"family":"arp","name":"lvs-fleet"}}},\
            {"add":{"chain":{"family":"arp","table":"lvs-fleet","name":"arp-input",\
            "type":"filter","hook":"input","prio":0,"policy":"accept"}}},\
            {"add":{"chain":{"family":"arp","table":"lvs-fleet","name":"arp-output",\
            "type":"filter","hook":"output","prio":0,"policy":"accept"}}},\
            {"add":{"rule":{"family":"arp","table":"lvs-fleet","chain":"arp-input",\
            "comment":"arp-silence 172.25.20.100 ask as 172.25.20.2","expr":[\
            {"match":{"op":"==","left":{"payload":{"protocol":"arp","field":"daddr ip"}},\
            "right":"172.25.20.100"}},{"drop":null}]}}},\
            {"add":{"rule":{"family":"arp","table":"lvs-fleet","chain":"arp-output",\
            "comment":"arp-silence 172.25.20.100 ask as 172.25.20.2","expr":[\
            {"match":{"op":"==","left":{"payload":{"protocol":"arp","field":"saddr ip"}},\
            "right":"172.25.20.100"}},\
            {"mangle":{"key":{"payload":{"protocol":"arp","field":"saddr ip"}},\
            "value":"172.25.20.2"}}]}}}]}\
            """);
  }

  @Test
  void aTableThatIsThereAndNotNeededGoes() {
    assertThat(Transaction.render(rules(), EnumSet.of(OwnTable.IP6)))
        .isEqualTo(
            """
            {"nftables":[{"add":{"table":{"family":"ip6","name":"lvs-fleet"}}},\
            {"delete":{"table":{"family":"ip6","name":"lvs-fleet"}}}]}\
            """);
    assertThat(Transaction.render(rules(), Set.of())).isEqualTo("{\"nftables\":[]}");
  }

  @Test
  void whatCanOnlyBeObservedIsNotWritten() {
    assertThatThrownBy(() -> Transaction.render(rules(new Unknown("x")), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyRuleFitsIntoACommentAndIsReadFromIt() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      PacketRule rule = new PacketRuleGen(seed).rule();
      // NFTNL_UDATA_COMMENT_MAXLEN
      assertThat(rule.describe()).as("seed %d", seed).hasSizeLessThanOrEqualTo(128);
      assertThat(Comment.read(rule.describe())).as("seed %d", seed).contains(rule);
    }
  }

  @Test
  void aCommentThatIsNearlyOursIsNone() {
    for (String text :
        List.of(
            "",
            "masquerade",
            "masquerade 10.0.0.1/24",
            "masquerade 10.0.0.0/24 to fd00::1",
            "mark 0 tcp to 10.0.0.1",
            "mark 07 tcp to 10.0.0.1",
            "mark 7 tcp to 10.0.0.1-10.0.0.1",
            "mark 7 tcp to 10.0.0.1 port 99999",
            "arp-silence fd00::1 ask as 10.0.0.1",
            "segment-limit 10.0.0.1 1",
            "unknown x")) {
      assertThat(Comment.read(text)).as(text).isEmpty();
    }
  }

  /// What is written, as `nft` would list it.
  private static SortedSet<PacketRule> readBack(String transaction) {
    SortedSet<PacketRule> rules = new TreeSet<>();
    for (OwnTable table : OwnTable.values()) {
      List<Json> listed =
          JsonText.read(transaction).elements("nftables").stream()
              .map(command -> command.get("add"))
              .filter(Objects::nonNull)
              .filter(object -> object.get("table") == null)
              .filter(object ->
                  object.only().orElseThrow().getValue().text("family").equals(table.family()))
              .toList();
      if (!listed.isEmpty()) {
        rules.addAll(Listing.read(table, Json.object("nftables", new Json.Array(listed))));
      }
    }
    return rules;
  }

  @Test
  void whatIsWrittenIsReadAsTheSameRules() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SortedSet<PacketRule> rules = new PacketRuleGen(seed).rules(8);
      assertThat(readBack(Transaction.render(rules, Set.of())))
          .as("seed %d", seed)
          .isEqualTo(rules);
    }
  }

  @Test
  void anotherSpellingOfTheSameIsTheSame() {
    String transaction =
        Transaction.render(
            rules(MASQUERADE, new SegmentLimit(IpAddress.parse("fd00:a::100"), 1400)), Set.of());
    String other =
        transaction
            .replace(
                "{\"prefix\":{\"addr\":\"192.168.7.0\",\"len\":24}}",
                "{\"range\":[\"192.168.7.0\",\"192.168.7.255\"]}")
            .replace("\"fd00:a::100\"}}", "\"fd00:A:0::100\"}}");
    assertThat(other).isNotEqualTo(transaction);
    assertThat(readBack(other)).isEqualTo(readBack(transaction)).hasSize(2);
  }

  @Test
  void anyOtherValueInAStatementMakesItAnotherRule() {
    String transaction = Transaction.render(rules(MASQUERADE, SILENCE), Set.of());
    for (String[] edit :
        new String[][] {
          {"{\"drop\":null}", "{\"accept\":null}"},
          {"\"op\":\"!=\"", "\"op\":\"==\""},
          {"\"len\":24", "\"len\":25"},
          {"\"right\":\"eth0\"", "\"right\":\"eth1\""},
          {"\"value\":\"172.25.20.2\"", "\"value\":\"172.25.20.3\""},
          {"{\"masquerade\":null}", "{\"masquerade\":{\"flags\":\"random\"}}"},
          {"\"policy\":\"accept\"", "\"policy\":\"drop\""},
          {"\"prio\":0", "\"prio\":-5"},
        }) {
      assertThat(transaction).contains(edit[0]);
      assertThat(readBack(transaction.replace(edit[0], edit[1])))
          .as(edit[1])
          .anyMatch(Unknown.class::isInstance);
    }
  }

  @Test
  void whatIsNoJsonOfNftIsRefused() {
    for (String text :
        List.of(
            "", "{", "{}x", "[1.5]", "{\"a\":1,\"a\":2}", "nul", "{\"nftables\":{}}", "{'a':1}")) {
      assertThatThrownBy(() -> Listing.read(OwnTable.IP, JsonText.read(text)))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
