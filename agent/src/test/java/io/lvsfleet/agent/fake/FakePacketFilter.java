package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import java.util.SortedSet;
import java.util.TreeSet;

/// Our nftables tables: replaced whole, and open to everybody who is root.
public final class FakePacketFilter implements PacketFilter {

  private final Faults faults;
  private final SortedSet<PacketRule> rules = new TreeSet<>();
  private boolean installed = true;

  public FakePacketFilter() {
    this(new Faults());
  }

  public FakePacketFilter(Faults faults) {
    this.faults = faults;
  }

  /// The program `nft` is not there (any more).
  public void uninstall() {
    installed = false;
  }

  public void install() {
    installed = true;
  }

  /// Somebody else wrote into our tables: one of our rules again, or what is none of them.
  public void put(PacketRule rule) {
    rules.add(rule);
  }

  /// Somebody else removed one of our rules.
  public void drop(PacketRule rule) {
    rules.remove(rule);
  }

  /// `nft flush ruleset`, or a reboot.
  public void clear() {
    rules.clear();
  }

  /// All there are, whether the program is there to list them or not.
  public SortedSet<PacketRule> contents() {
    return Sorted.set(rules);
  }

  @Override
  public SortedSet<PacketRule> rules() throws KernelException {
    if (!rules.isEmpty()) {
      requireInstalled("nft list table lvs-fleet");
    }
    return Sorted.set(rules);
  }

  @Override
  public void set(SortedSet<PacketRule> wanted) throws KernelException {
    Operation operation = new SetPacketRules(wanted);
    for (PacketRule rule : wanted) {
      if (rule instanceof PacketRule.Unknown) {
        throw new IllegalArgumentException("\"" + rule.describe() + "\" cannot be wanted");
      }
    }
    faults.check(operation);
    if (!rules.isEmpty() || !wanted.isEmpty()) {
      requireInstalled(operation.describe());
    }
    rules.clear();
    rules.addAll(wanted);
    faults.record(operation);
  }

  private void requireInstalled(String what) throws KernelException {
    if (!installed) {
      throw new KernelException(what, "ENOENT", "install the package nftables");
    }
  }
}
