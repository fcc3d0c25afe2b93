package io.lvsfleet.agent.sim;

import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.reconcile.Ledger;
import org.jspecify.annotations.Nullable;

/// What survives a crash. A write is there whole or not at all; it may be refused.
final class Disk {
  Memory memory = Memory.NONE;
  @Nullable Ledger ledger;
  boolean full;
}
