package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.PacketRule;
import java.util.SortedSet;

/// This product's own nftables tables in one network namespace.
public interface PacketFilter {

  /// The rules of our tables; what somebody put into them by hand is [PacketRule.Unknown]. Without
  /// tables, and without nftables at all, there are none.
  SortedSet<PacketRule> rules() throws KernelException;

  /// Gives our tables exactly these rules in one transaction; without rules the tables are removed.
  ///
  /// @throws KernelException `ENOENT` when nftables is not installed
  void set(SortedSet<PacketRule> rules) throws KernelException;
}
