package io.lvsfleet.controlplane.pki;

import io.lvsfleet.controlplane.state.StateException;

/// A key or certificate cannot be made, read or used.
public final class PkiException extends StateException {

  private static final long serialVersionUID = 1L;

  public PkiException(String message) {
    super(message);
  }

  public PkiException(String message, Throwable cause) {
    super(message, cause);
  }
}
