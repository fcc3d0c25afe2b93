package io.lvsfleet.controlplane.state;

/// The state directory, or something that lives in it, cannot be used. The message names the place
/// and what to do.
public class StateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StateException(String message) {
    super(message);
  }

  public StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
