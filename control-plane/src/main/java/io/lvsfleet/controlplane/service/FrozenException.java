package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.topology.StandingOverride;

/// Somebody wants a cluster's document to stay as it is.
public final class FrozenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient StandingOverride freeze;

  FrozenException(StandingOverride freeze) {
    super(freeze.key() + " of " + freeze.owner() + ": " + freeze.declared().reason());
    this.freeze = freeze;
  }

  public StandingOverride freeze() {
    return freeze;
  }
}
