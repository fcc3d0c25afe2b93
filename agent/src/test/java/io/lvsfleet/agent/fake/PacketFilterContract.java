package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.PacketRule.Unknown;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/// What every packet filter does, the kernel's and the fake.
public abstract class PacketFilterContract {

  protected static final PacketRule MASQUERADE =
      new Masquerade(Prefix.parse("192.168.7.0/24"), "eth0", null);
  protected static final PacketRule MARK =
      new Mark(
          7, Protocol.TCP, IpAddress.parse("10.0.0.100"), IpAddress.parse("10.0.0.100"), 80, 443);
  protected static final PacketRule SILENCE =
      new ArpSilence(ipv4("172.25.20.100"), ipv4("172.25.20.2"));

  /// Without tables of ours.
  protected abstract PacketFilter filter();

  /// Adds a rule to our tables that is none of ours.
  protected abstract void addByHand();

  /// Takes one of our rules away, behind our back.
  protected abstract void removeByHand(PacketRule rule);

  protected static Ipv4Address ipv4(String text) {
    return (Ipv4Address) IpAddress.parse(text);
  }

  protected static SortedSet<PacketRule> rules(PacketRule... rules) {
    return Sorted.set(List.of(rules));
  }

  @Test
  void withoutTablesThereAreNoRules() throws KernelException {
    assertThat(filter().rules()).isEmpty();
    filter().set(rules());
    assertThat(filter().rules()).isEmpty();
  }

  @Test
  void everyKindOfRuleIsReadBackAsItWasSet() throws KernelException {
    SortedSet<PacketRule> all =
        rules(
            MASQUERADE,
            new Masquerade(Prefix.parse("10.1.0.0/16"), null, IpAddress.parse("10.0.0.11")),
            new Masquerade(Prefix.parse("fd00:7::/64"), "eth0", null),
            new Masquerade(Prefix.parse("fd00:8::/64"), null, IpAddress.parse("fd00:a::11")),
            MARK,
            new Mark(
                0xFFFF_FFFFL,
                Protocol.UDP,
                IpAddress.parse("fd00:a::100"),
                IpAddress.parse("fd00:a::1ff"),
                0,
                0),
            new Mark(
                8,
                Protocol.SCTP,
                IpAddress.parse("10.0.0.0"),
                IpAddress.parse("10.0.0.255"),
                2905,
                2905),
            SILENCE,
            new SegmentLimit(IpAddress.parse("10.0.0.100"), 1440),
            new SegmentLimit(IpAddress.parse("fd00:a::100"), 1400));
    filter().set(all);
    assertThat(filter().rules()).isEqualTo(all);
  }

  @Test
  void aSetReplacesTheOneBefore() throws KernelException {
    filter().set(rules(MASQUERADE, MARK));
    filter().set(rules(MARK, SILENCE));
    assertThat(filter().rules()).containsExactlyInAnyOrder(MARK, SILENCE);
    filter().set(rules(MARK, SILENCE));
    assertThat(filter().rules()).containsExactlyInAnyOrder(MARK, SILENCE);
    filter().set(rules());
    assertThat(filter().rules()).isEmpty();
  }

  @Test
  void whatIsNoneOfOursIsSeenAndWrittenOver() throws KernelException {
    filter().set(rules(MASQUERADE));
    addByHand();
    assertThat(filter().rules()).hasSize(2).contains(MASQUERADE);
    assertThat(filter().rules()).anyMatch(Unknown.class::isInstance);
    filter().set(rules(MASQUERADE));
    assertThat(filter().rules()).containsExactly(MASQUERADE);
  }

  @Test
  void aRuleSomebodyTookAwayIsMissing() throws KernelException {
    filter().set(rules(MASQUERADE, SILENCE));
    removeByHand(MASQUERADE);
    assertThat(filter().rules()).contains(SILENCE).doesNotContain(MASQUERADE);
    filter().set(rules(MASQUERADE, SILENCE));
    assertThat(filter().rules()).containsExactlyInAnyOrder(MASQUERADE, SILENCE);
  }

  @Test
  void whatCanOnlyBeObservedIsNeverWanted() throws KernelException {
    filter().set(rules(MARK));
    assertThatThrownBy(() -> filter().set(rules(new Unknown("counter"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(filter().rules()).containsExactly(MARK);
  }
}
