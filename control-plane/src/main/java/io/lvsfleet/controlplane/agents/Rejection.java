package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Stamp;
import java.util.List;

/// An agent could not put all of a state into its kernel.
public record Rejection(Stamp stamp, List<Reason> reasons) {

  public Rejection {
    reasons = List.copyOf(reasons);
  }

  /// One object that is not in the kernel.
  ///
  /// @param code an errno name, `foreign`, `mass-removal` …
  public record Reason(String object, String code, String detail) {}
}
