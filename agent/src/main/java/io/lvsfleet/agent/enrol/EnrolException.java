package io.lvsfleet.agent.enrol;

/// Why there is no identity; the message is for the operator who typed the command.
public final class EnrolException extends Exception {

  EnrolException(String message) {
    super(message);
  }

  EnrolException(String message, Throwable cause) {
    super(message, cause);
  }
}
