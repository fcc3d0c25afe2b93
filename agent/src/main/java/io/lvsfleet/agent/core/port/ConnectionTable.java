package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.ConnectionSummary;

/// The connections ip_vs knows in one network namespace.
public interface ConnectionTable {

  /// Counts them. On a busy director that takes seconds: not for the thread that owns the kernel.
  ConnectionSummary summary() throws KernelException;
}
