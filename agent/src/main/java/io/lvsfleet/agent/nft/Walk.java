package io.lvsfleet.agent.nft;

import io.lvsfleet.agent.nft.Ruleset.BaseChain;
import io.lvsfleet.agent.nft.Ruleset.Name;
import io.lvsfleet.agent.nft.Ruleset.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One packet's way through one base chain.
///
/// Not a simulation. A rule that drops some clients is taken for meant, and so is one that accepts
/// some clients of this very service; where a rule is not understood, both ends stay possible.
final class Walk {

  /// `NFT_JUMP_STACK_SIZE` of `net/netfilter/nf_tables_core.c`.
  private static final int MAX_DEPTH = 16;

  private static final Set<String> VERDICTS =
      Set.of(
          "accept",
          "drop",
          "reject",
          "jump",
          "goto",
          "return",
          "continue",
          "masquerade",
          "snat",
          "dnat",
          "redirect",
          "tproxy",
          "queue");

  /// What `iptables` does by code of its own, in nft's words; `log` is what decides nothing.
  private static final Map<String, String> TARGETS =
      Map.of(
          "REJECT", "reject",
          "DNAT", "dnat",
          "REDIRECT", "redirect",
          "TPROXY", "tproxy",
          "SNAT", "snat",
          "MASQUERADE", "masquerade",
          "LOG", "log",
          "NFLOG", "log",
          "TCPMSS", "log",
          "NFQUEUE", "queue");

  /// What becomes of the packet.
  sealed interface Outcome {
    record Passes() implements Outcome {}

    /// @param by the rule; null for the chain's policy
    record Stopped(@Nullable Rule by, String how) implements Outcome {}

    /// @param because the first rule that would have to be understood
    record CannotTell(Rule because) implements Outcome {}
  }

  private final Ruleset ruleset;
  private final Passage packet;
  private final Set<String> states;
  private boolean marked;
  private @Nullable Outcome decided;
  private @Nullable Rule maybeAccepted;
  private @Nullable Rule maybeStopped;

  private Walk(Ruleset ruleset, Passage packet) {
    this.ruleset = ruleset;
    this.packet = packet;
    this.states = new HashSet<>(packet.states());
  }

  static Outcome through(BaseChain chain, Ruleset ruleset, Passage packet) {
    Walk walk = new Walk(ruleset, packet);
    walk.enter(chain.name(), Match.YES, 0);
    Outcome end = walk.decided;
    if (end == null) {
      end = chain.drops() ? new Outcome.Stopped(null, "drops") : new Outcome.Passes();
    }
    Rule doubt = end instanceof Outcome.Passes ? walk.maybeStopped : walk.maybeAccepted;
    return doubt == null ? end : new Outcome.CannotTell(doubt);
  }

  /// @param sure how surely the packet gets here
  /// @return whether it may come out at the end of the chain
  private boolean enter(Name chain, Match sure, int depth) {
    Optional<List<Rule>> rules = ruleset.rules(chain);
    if (depth > MAX_DEPTH || rules.isEmpty()) {
      return true;
    }
    Match level = sure;
    for (Rule rule : rules.get()) {
      Step step = apply(rule, level, depth);
      if (decided != null || step == Step.ENDS) {
        return false;
      }
      if (step == Step.RETURNS) {
        return true;
      }
      if (step == Step.MAY_RETURN) {
        level = Match.UNKNOWN;
      }
    }
    return true;
  }

  private enum Step {
    GOES_ON,
    ENDS,
    RETURNS,
    MAY_RETURN
  }

  private Step apply(Rule rule, Match level, int depth) {
    Condition condition =
        new Condition(
            packet, states, name -> ruleset.elements(new Name(rule.chain().table(), name)), marked);
    Match match = Match.YES;
    boolean foreign = false;
    for (Json statement : rule.statements()) {
      String kind = statement.only().map(Map.Entry::getKey).orElse("");
      Json content = statement.only().map(Map.Entry::getValue).orElse(statement);
      if (kind.equals("xt") && TARGETS.containsKey(content.text("name"))) {
        kind = Objects.requireNonNull(TARGETS.get(content.text("name")));
      }
      if (VERDICTS.contains(kind)) {
        return verdict(rule, new Verdict(kind, content), condition, level, match, depth);
      }
      switch (kind) {
        case "match" -> match = match.and(condition.match(content));
        case "counter", "log", "flow", "dup" -> {}
        case "limit", "quota", "ct count", "meter", "set" -> match = match.and(Match.SOME);
        case "mangle" -> marked |= JsonText.write(content).contains("\"mark\"");
        case "notrack" -> untracked(match);
        case "vmap" -> {
          return branches(rule, content, condition, level, match, depth);
        }
        default -> {
          // `iptables` brings code that nft cannot say: a condition, or what happens to the packet.
          foreign |= kind.equals("xt");
          match = match.and(Match.UNKNOWN);
        }
      }
      if (match == Match.NO) {
        return Step.GOES_ON;
      }
    }
    return foreign ? doubt(rule) : Step.GOES_ON;
  }

  private void untracked(Match match) {
    if (match == Match.YES) {
      states.clear();
    }
    states.add("untracked");
  }

  private Step branches(
      Rule rule, Json content, Condition condition, Match level, Match match, int depth) {
    Json key = content.get("key");
    Json data = content.get("data");
    if (key == null || data == null) {
      return doubt(rule);
    }
    List<Json> pairs =
        data instanceof Json.Text(String name)
            ? ruleset.elements(new Name(rule.chain().table(), name.substring(1))).orElse(List.of())
            : data.elements("set");
    for (Json pair : pairs) {
      if (!(pair instanceof Json.Array(List<Json> both))
          || both.size() != 2
          || both.getLast().only().isEmpty()) {
        return doubt(rule);
      }
      Map.Entry<String, Json> verdict = both.getLast().only().get();
      Match fits = match.and(condition.fits(key, both.getFirst()));
      Step step =
          verdict(
              rule,
              new Verdict(verdict.getKey(), verdict.getValue()),
              condition,
              level,
              fits,
              depth);
      if (decided != null || step != Step.GOES_ON) {
        return step;
      }
    }
    return Step.GOES_ON;
  }

  private record Verdict(String kind, Json content) {}

  private Step verdict(
      Rule rule, Verdict verdict, Condition condition, Match level, Match match, int depth) {
    // `ip protocol tcp reject with tcp reset` is listed without its first part.
    boolean otherProtocol =
        verdict.content().text("type").equals("tcp reset") && packet.protocol() != 6;
    if (match == Match.NO || otherProtocol) {
      return Step.GOES_ON;
    }
    Match all = level.and(match);
    return switch (verdict.kind()) {
      case "accept", "masquerade", "snat" -> accept(rule, all, match, condition.namesTarget());
      case "drop" -> stop(rule, all, match, "drops");
      case "reject" -> stop(rule, all, match, "rejects");
      case "dnat", "redirect", "tproxy" -> stop(rule, all, match, "sends elsewhere");
      case "jump" -> {
        boolean comesBack = enter(target(rule, verdict.content()), all, depth + 1);
        yield comesBack || match != Match.YES ? Step.GOES_ON : Step.ENDS;
      }
      case "goto" -> {
        boolean comesBack = enter(target(rule, verdict.content()), all, depth + 1);
        yield match != Match.YES ? Step.GOES_ON : comesBack ? Step.RETURNS : Step.ENDS;
      }
      case "return" ->
          match == Match.YES
              ? Step.RETURNS
              : match == Match.UNKNOWN ? Step.MAY_RETURN : Step.GOES_ON;
      case "continue" -> Step.GOES_ON;
      // Another program decides (`queue`).
      default -> doubt(rule);
    };
  }

  private static Name target(Rule rule, Json content) {
    return new Name(rule.chain().table(), content.text("target"));
  }

  private Step accept(Rule rule, Match all, Match match, boolean namesTarget) {
    if (all == Match.YES || (all == Match.SOME && namesTarget)) {
      decided = new Outcome.Passes();
      return Step.ENDS;
    }
    if (all == Match.UNKNOWN && maybeAccepted == null) {
      maybeAccepted = rule;
    }
    return match == Match.YES ? Step.ENDS : Step.GOES_ON;
  }

  private Step stop(Rule rule, Match all, Match match, String how) {
    if (all == Match.YES) {
      decided = new Outcome.Stopped(rule, how);
      return Step.ENDS;
    }
    if (all == Match.UNKNOWN && maybeStopped == null) {
      maybeStopped = rule;
    }
    return match == Match.YES ? Step.ENDS : Step.GOES_ON;
  }

  private Step doubt(Rule rule) {
    maybeStopped = maybeStopped == null ? rule : maybeStopped;
    maybeAccepted = maybeAccepted == null ? rule : maybeAccepted;
    return Step.GOES_ON;
  }
}
