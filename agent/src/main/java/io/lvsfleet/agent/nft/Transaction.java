package io.lvsfleet.agent.nft;

import io.lvsfleet.model.PacketRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/// The one change that gives our tables exactly certain rules.
public final class Transaction {

  private Transaction() {}

  /// @param present those of our tables that are there. A family that is neither there nor needed
  ///   is not mentioned: the kernel may lack it.
  /// @return what `nft -j -f` reads
  /// @throws IllegalArgumentException for a rule that can only be observed
  public static String render(SortedSet<PacketRule> rules, Set<OwnTable> present) {
    Map<OwnTable, List<OwnRule>> wanted = new EnumMap<>(OwnTable.class);
    for (PacketRule rule : rules) {
      for (OwnRule own : OwnRule.of(rule)) {
        wanted.computeIfAbsent(own.table(), _ -> new ArrayList<>()).add(own);
      }
    }
    List<Json> commands = new ArrayList<>();
    for (OwnTable table : OwnTable.values()) {
      List<OwnRule> own = wanted.getOrDefault(table, List.of());
      if (present.contains(table) || !own.isEmpty()) {
        // Deleting needs it there, and `destroy` a newer kernel and nft: so it is added first.
        commands.add(Json.object("add", table.json()));
        commands.add(Json.object("delete", table.json()));
      }
      if (!own.isEmpty()) {
        commands.add(Json.object("add", table.json()));
        EnumSet<OwnChain> chains = EnumSet.noneOf(OwnChain.class);
        own.forEach(rule -> chains.add(rule.chain()));
        chains.forEach(chain -> commands.add(Json.object("add", chain.json(table))));
        own.forEach(rule -> commands.add(Json.object("add", rule.json())));
      }
    }
    return JsonText.write(Json.object("nftables", new Json.Array(commands)));
  }
}
