package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All tables of a network namespace but ours, as `nft -j list ruleset` prints them.
final class Ruleset {

  /// @param family as `nft` calls it: `ip`, `ip6`, `inet`, …
  record Table(String family, String name) {
    boolean sees(AddressFamily packet) {
      return family.equals("inet") || family.equals(packet == AddressFamily.IPV4 ? "ip" : "ip6");
    }
  }

  /// @param statements with values in one form ([Normal])
  record Rule(Name chain, long handle, List<Json> statements) {}

  /// Of a chain or a set.
  record Name(Table table, String name) {
    @Override
    public String toString() {
      return table.family() + " " + table.name() + " " + name;
    }
  }

  /// A chain the kernel itself enters.
  ///
  /// @param translates whether it is of type `nat`, which only a connection's first packet enters
  record BaseChain(Name name, String hook, long priority, boolean translates, boolean drops) {}

  private final List<BaseChain> baseChains = new ArrayList<>();
  private final Map<Name, List<Rule>> rules = new LinkedHashMap<>();
  private final Map<Name, List<Json>> sets = new LinkedHashMap<>();
  private final Set<Table> dormant = new HashSet<>();

  private Ruleset() {}

  /// @throws IllegalArgumentException when it is not what `nft` prints
  static Ruleset read(Json listed) {
    if (!(listed.get("nftables") instanceof Json.Array(List<Json> objects))) {
      throw new IllegalArgumentException("no \"nftables\" in what nft printed");
    }
    Ruleset ruleset = new Ruleset();
    objects.forEach(
        object -> object.only().ifPresent(one -> ruleset.take(one.getKey(), one.getValue())));
    return ruleset;
  }

  private void take(String kind, Json content) {
    Table table = new Table(content.text("family"), content.text("table"));
    Name name = new Name(table, content.text("name"));
    switch (kind) {
      case "table" -> table(content);
      case "chain" -> chain(name, content);
      case "rule" -> {
        Name chain = new Name(table, content.text("chain"));
        List<Json> statements = content.elements("expr").stream().map(Normal::of).toList();
        rules
            .computeIfAbsent(chain, _ -> new ArrayList<>())
            .add(new Rule(chain, content.number("handle").orElse(0), statements));
      }
      case "set", "map" ->
          sets.put(name, content.elements("elem").stream().map(Normal::of).toList());
      default -> {} // objects that decide nothing by themselves
    }
  }

  /// nft 1.0.6 prints anything but the word for the flag `dormant`, so it is what is left.
  private void table(Json content) {
    Json flags = content.get("flags");
    if (flags != null) {
      List<Json> all = flags instanceof Json.Array(List<Json> many) ? many : List.of(flags);
      if (!Set.of(Json.of("owner"), Json.of("persist")).containsAll(all)) {
        dormant.add(new Table(content.text("family"), content.text("name")));
      }
    }
  }

  private void chain(Name name, Json content) {
    rules.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!content.text("hook").isEmpty() && !name.table().name().equals(OwnTable.NAME)) {
      baseChains.add(
          new BaseChain(
              name,
              content.text("hook"),
              content.number("prio").orElse(0),
              content.text("type").equals("nat"),
              content.text("policy").equals("drop")));
    }
  }

  List<BaseChain> baseChains(AddressFamily packet) {
    return baseChains.stream()
        .filter(chain -> chain.name().table().sees(packet))
        .filter(chain -> !dormant.contains(chain.name().table()))
        .toList();
  }

  /// Empty when there is no such chain.
  Optional<List<Rule>> rules(Name chain) {
    return Optional.ofNullable(rules.get(chain));
  }

  /// The elements of a set or map.
  Optional<List<Json>> elements(Name set) {
    return Optional.ofNullable(sets.get(set));
  }
}
