package io.lvsfleet.agent.nft;

import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.Unknown;
import io.lvsfleet.model.Sorted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// One of our tables as `nft -j list table` prints it: which rules it is.
///
/// A rule is there when all its parts are, each where it belongs and doing what its comment says.
/// Everything else in the table is unknown, down to an empty chain: what is unknown gets written
/// over, and so the table that holds nothing of ours goes too.
public final class Listing {

  private static final int MAX_TEXT = 200;

  /// A rule as it is listed.
  private record Listed(String chain, String comment, Json statements) {}

  private final OwnTable table;
  private final List<Listed> rules = new ArrayList<>();
  private final List<Json> others = new ArrayList<>();

  /// By name.
  private final Map<String, Json> chains = new LinkedHashMap<>();

  private Listing(OwnTable table) {
    this.table = table;
  }

  /// @throws IllegalArgumentException when it is not what `nft` prints
  public static SortedSet<PacketRule> read(OwnTable table, Json listed) {
    if (!(listed.get("nftables") instanceof Json.Array(List<Json> objects))) {
      throw new IllegalArgumentException("no \"nftables\" in what nft printed");
    }
    Listing listing = new Listing(table);
    objects.forEach(listing::take);
    return listing.read();
  }

  private void take(Json object) {
    Json chain = object.get("chain");
    Json rule = object.get("rule");
    if (chain != null) {
      chains.put(chain.text("name"), without(chain, "handle"));
    } else if (rule != null) {
      rules.add(
          new Listed(
              rule.text("chain"),
              rule.text("comment"),
              Normal.of(new Json.Array(rule.elements("expr")))));
    } else if (object.get("metainfo") == null && !isPlainTable(object)) {
      others.add(object);
    }
  }

  /// One that says more is, for example, dormant.
  private static boolean isPlainTable(Json object) {
    return object.get("table") instanceof Json.Mapping table
        && Set.of("family", "name", "handle").containsAll(table.members().keySet());
  }

  private SortedSet<PacketRule> read() {
    NavigableSet<PacketRule> claimed = new TreeSet<>();
    rules.forEach(rule -> Comment.read(rule.comment()).ifPresent(claimed::add));
    List<Listed> left = new ArrayList<>(rules);
    SortedSet<PacketRule> found = new TreeSet<>();
    Map<OwnChain, List<Listed>> order = new EnumMap<>(OwnChain.class);
    for (PacketRule rule : claimed) {
      List<OwnRule> parts = OwnRule.of(rule);
      List<Listed> listed = parts.stream().map(this::listed).toList();
      if (parts.stream().allMatch(part -> part.table() == table) && left.containsAll(listed)) {
        listed.forEach(left::remove);
        found.add(rule);
        for (int i = 0; i < parts.size(); i++) {
          order.computeIfAbsent(parts.get(i).chain(), _ -> new ArrayList<>()).add(listed.get(i));
        }
      }
    }
    left.forEach(rule -> found.add(unknown(rule.chain() + " has " + text(rule))));
    others.forEach(object -> found.add(unknown("has " + JsonText.write(object))));
    order.forEach((chain, expected) -> {
      if (!inOrder(chain, expected)) {
        found.add(unknown(chain.chain() + " has another order"));
      }
    });
    chains.forEach((name, chain) -> {
      boolean asMade =
          OwnChain.of(name)
              .filter(order::containsKey)
              .map(own -> own.json(table))
              .equals(Optional.of(Json.object("chain", chain)));
      if (!asMade) {
        found.add(unknown("has " + JsonText.write(chain)));
      }
    });
    if (rules.isEmpty() && chains.isEmpty() && others.isEmpty()) {
      found.add(unknown("is empty"));
    }
    return Sorted.set(found);
  }

  private Listed listed(OwnRule rule) {
    return new Listed(
        rule.chain().chain(), rule.comment(), Normal.of(new Json.Array(rule.statements())));
  }

  /// In a chain the first of two rules may win.
  private boolean inOrder(OwnChain chain, List<Listed> expected) {
    Set<Listed> ours = new HashSet<>(expected);
    return rules.stream()
        .filter(rule -> rule.chain().equals(chain.chain()) && ours.contains(rule))
        .distinct()
        .toList()
        .equals(expected);
  }

  private static String text(Listed rule) {
    return JsonText.write(rule.statements())
        + (rule.comment().isEmpty() ? "" : " # " + rule.comment());
  }

  private Unknown unknown(String text) {
    String all = "table " + table.family() + " " + OwnTable.NAME + " " + text;
    return new Unknown(all.length() <= MAX_TEXT ? all : all.substring(0, MAX_TEXT) + "…");
  }

  private static Json without(Json object, String name) {
    if (!(object instanceof Json.Mapping(Map<String, Json> members))) {
      return object;
    }
    Map<String, Json> rest = new LinkedHashMap<>(members);
    rest.remove(name);
    return new Json.Mapping(rest);
  }
}
