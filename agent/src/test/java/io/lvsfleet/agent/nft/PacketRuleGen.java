package io.lvsfleet.agent.nft;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Draws packet rules a kernel accepts, with a taste for what is easily got wrong: whole families,
/// single addresses, the ends of ranges, odd names.
public final class PacketRuleGen {

  private static final List<String> INTERFACES =
      List.of("eth0", "lo", "bond0.100", "wg-a_b", "eth*", "*", "a\"b", "\\", "to", "ünt");
  private static final List<String> V4 =
      List.of("0.0.0.0", "10.0.0.100", "10.0.0.255", "172.25.20.1", "255.255.255.255");
  private static final List<String> V6 =
      List.of("::", "fd00:a::100", "::ffff:10.0.0.1", "2001:db8:0:0:1::1", "ffff::ffff");
  private static final int[] PORTS = {1, 80, 81, 443, 1024, 65_535};

  private final ModelGen random;

  public PacketRuleGen(long seed) {
    random = new ModelGen(seed);
  }

  public SortedSet<PacketRule> rules(int limit) {
    SortedSet<PacketRule> rules = new TreeSet<>();
    for (int i = random.below(limit + 1); i > 0; i--) {
      rules.add(rule());
    }
    return rules;
  }

  public PacketRule rule() {
    boolean v4 = random.oneIn(2);
    return switch (random.below(4)) {
      case 0 ->
          new Masquerade(
              prefix(v4),
              random.oneIn(2) ? null : random.pick(INTERFACES),
              random.oneIn(2) ? null : address(v4));
      case 1 -> mark(v4);
      case 2 -> new ArpSilence((Ipv4Address) address(true), (Ipv4Address) address(true));
      default -> new SegmentLimit(address(v4), 500 + random.below(64_996));
    };
  }

  private Mark mark(boolean v4) {
    IpAddress a = address(v4);
    @Nullable IpAddress b = random.oneIn(2) ? a : address(v4);
    int first = random.oneIn(3) ? 0 : PORTS[random.below(PORTS.length)];
    int last = first == 0 || random.oneIn(2) ? first : PORTS[random.below(PORTS.length)];
    return new Mark(
        random.oneIn(3) ? 0xFFFF_FFFFL : 1 + random.below(1000),
        random.pick(List.of(Protocol.values())),
        a.compareTo(b) <= 0 ? a : b,
        a.compareTo(b) <= 0 ? b : a,
        Math.min(first, last),
        Math.max(first, last));
  }

  private Prefix prefix(boolean v4) {
    IpAddress address = address(v4);
    int bits = address.family().bits();
    return Prefix.of(address, random.oneIn(4) ? (random.oneIn(2) ? 0 : bits) : random.below(bits));
  }

  private IpAddress address(boolean v4) {
    return IpAddress.parse(random.pick(v4 ? V4 : V6));
  }
}
