package io.lvsfleet.controlplane.app;

import java.util.Optional;

/// Something without which this control plane must get no requests. Beans of this type are asked by
/// the readiness check; the database is asked by the one of the connection pool.
public interface ReadyWhen {

  String name();

  /// Answers from memory, at once.
  ///
  /// @return empty when it is ready, else why not
  Optional<String> missing();
}
