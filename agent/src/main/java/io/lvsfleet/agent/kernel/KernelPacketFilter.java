package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.agent.nft.JsonText;
import io.lvsfleet.agent.nft.Listing;
import io.lvsfleet.agent.nft.OwnTable;
import io.lvsfleet.agent.nft.Transaction;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Our nftables tables in the process's network namespace, by the program `nft`.
///
/// Looking again costs one netlink request as long as nobody changed any table: `nft` runs only
/// after a change, and only when one of our tables is there.
public final class KernelPacketFilter implements PacketFilter, AutoCloseable {

  private static final Pattern VERSION = Pattern.compile("\\bv([0-9][0-9.]*)");

  /// Somebody who changes tables all the time does not hold us up: what was read last counts then.
  private static final int MAX_LOOKS = 5;

  private record Seen(long generation, SortedSet<PacketRule> rules) {}

  private final NfTablesConnection tables = new NfTablesConnection();
  private final Nft nft;
  private @Nullable Seen seen;

  /// The loop waits for it, and everything else for the loop. Our own tables are small.
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  public KernelPacketFilter() {
    this(new Nft(TIMEOUT));
  }

  KernelPacketFilter(Nft nft) {
    this.nft = nft;
  }

  /// Of the program `nft`; empty when it is not installed or does not say.
  public static String version() {
    try {
      Matcher version = VERSION.matcher(new Nft().run("ask nft for its version", "", "--version"));
      return version.find() ? version.group(1) : "";
    } catch (KernelException _) {
      return "";
    }
  }

  @Override
  public synchronized SortedSet<PacketRule> rules() throws KernelException {
    OptionalLong generation = tables.generation();
    for (int look = 1; generation.isPresent(); look++) {
      long before = generation.getAsLong();
      Seen known = seen;
      if (known != null && known.generation() == before) {
        return known.rules();
      }
      SortedSet<PacketRule> rules = Sorted.set();
      KernelException failure = null;
      try {
        rules = read();
      } catch (KernelException e) {
        // A table that went after it was found.
        failure = e;
      }
      generation = tables.generation();
      boolean still = generation.isPresent() && generation.getAsLong() == before;
      if (failure != null && (still || look == MAX_LOOKS || failure.errno().equals("ETIMEDOUT"))) {
        throw failure;
      }
      if (still) {
        seen = new Seen(before, rules);
      }
      if (still || look == MAX_LOOKS) {
        return rules;
      }
    }
    return Sorted.set();
  }

  private SortedSet<PacketRule> read() throws KernelException {
    SortedSet<PacketRule> rules = new TreeSet<>();
    for (OwnTable table : tables.ownTables()) {
      String what = "nft list table " + table.family() + " " + OwnTable.NAME;
      String printed = nft.run(what, "", "list", "table", table.family(), OwnTable.NAME);
      try {
        rules.addAll(Listing.read(table, JsonText.read(printed)));
      } catch (IllegalArgumentException e) {
        throw new KernelException(what, "EPROTO", String.valueOf(e.getMessage()));
      }
    }
    return Sorted.set(rules);
  }

  @Override
  public synchronized void set(SortedSet<PacketRule> rules) throws KernelException {
    Set<OwnTable> present = tables.ownTables();
    String transaction = Transaction.render(rules, present);
    if (!rules.isEmpty() || !present.isEmpty()) {
      nft.run(new SetPacketRules(rules).describe(), transaction, "-f", Nft.INPUT);
    }
  }

  @Override
  public synchronized void close() {
    tables.close();
  }
}
