package io.lvsfleet.agent.nft;

import io.lvsfleet.agent.nft.Ruleset.BaseChain;
import io.lvsfleet.agent.nft.Ruleset.Rule;
import io.lvsfleet.agent.nft.Walk.Outcome;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Sorted;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where other people's packet filters drop what virtual services need.
///
/// An accept in one base chain does not undo a drop in another one (nft(8)): each is judged alone,
/// and the rule to add belongs into the chain that drops.
public final class FirewallJudge {

  /// A thousand services behind one wall need not be told a thousand times.
  static final int MAX_FINDINGS = 100;

  private FirewallJudge() {}

  /// What there is to judge; two states with the same needs have the same findings.
  public static final class Needs {
    private final Set<Passage> passages;

    private Needs(Set<Passage> passages) {
      this.passages = passages;
    }

    public static Needs of(KernelState state) {
      return new Needs(Passages.of(state));
    }

    public boolean isEmpty() {
      return passages.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Needs needs && passages.equals(needs.passages);
    }

    @Override
    public int hashCode() {
      return passages.hashCode();
    }
  }

  /// @param listed what `nft -j list ruleset` printed
  /// @throws IllegalArgumentException when it is not that
  public static SortedSet<Finding> findings(Needs needs, Json listed) {
    Ruleset ruleset = Ruleset.read(listed);
    NavigableSet<Finding> findings = new TreeSet<>();
    int more = 0;
    for (Passage packet : needs.passages) {
      for (BaseChain chain : ruleset.baseChains(packet.family())) {
        if (packet.enters(chain)) {
          Optional<Finding> finding = finding(packet, chain, Walk.through(chain, ruleset, packet));
          if (finding.isPresent() && findings.size() >= MAX_FINDINGS) {
            more++;
          } else {
            finding.ifPresent(findings::add);
          }
        }
      }
    }
    if (more > 0) {
      findings.add(new Finding("packet filter", more + " findings more like these", ""));
    }
    return Sorted.set(findings);
  }

  private static Optional<Finding> finding(Passage packet, BaseChain chain, Outcome outcome) {
    String where = "chain " + chain.name() + " (hook " + chain.hook() + ")";
    return switch (outcome) {
      case Outcome.Passes _ -> Optional.empty();
      case Outcome.Stopped(Rule by, String how) -> {
        String seen =
            by == null
                ? where + " " + how + " " + packet.what() + " by its policy"
                : where + " " + how + " " + packet.what() + " by " + name(by, chain);
        yield Optional.of(new Finding(packet.subject(), seen, advice(packet, chain)));
      }
      case Outcome.CannotTell(Rule because) ->
          Optional.of(
              new Finding(
                  packet.subject(),
                  "cannot tell whether "
                      + where
                      + " lets "
                      + packet.what()
                      + " pass: "
                      + name(because, chain)
                      + " is not understood",
                  advice(packet, chain)));
    };
  }

  private static String name(Rule rule, BaseChain chain) {
    return "rule handle "
        + rule.handle()
        + (rule.chain().equals(chain.name()) ? "" : " of chain " + rule.chain().name());
  }

  private static String advice(Passage packet, BaseChain chain) {
    return "nft insert rule " + chain.name() + " " + packet.words() + " accept";
  }

  /// What the tables of the old `iptables` do cannot be read this way.
  ///
  /// @param file for example `/proc/net/ip_tables_names`
  /// @param names its lines
  public static SortedSet<Finding> legacy(String file, Set<String> names) {
    return names.isEmpty()
        ? Sorted.set()
        : Sorted.set(
            Set.of(
                new Finding(
                    "packet filter",
                    "cannot tell what legacy iptables does: "
                        + file
                        + " has "
                        + String.join(", ", new TreeSet<>(names)),
                    file.contains("ip6")
                        ? "look at ip6tables-legacy-save"
                        : "look at iptables-legacy-save")));
  }
}
