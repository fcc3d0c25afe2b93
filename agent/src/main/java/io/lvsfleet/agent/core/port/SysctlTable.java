package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.SysctlKey;
import java.util.Optional;

/// The kernel parameters of one network namespace.
public interface SysctlTable {

  /// The value without the line end; empty when this kernel has no such parameter.
  Optional<String> read(SysctlKey key) throws KernelException;

  /// Sets a value.
  ///
  /// @throws KernelException `ENOENT` when this kernel has no such parameter
  void write(SysctlKey key, String value) throws KernelException;
}
