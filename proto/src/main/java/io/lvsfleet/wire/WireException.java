package io.lvsfleet.wire;

/// A message of the peer breaks the protocol.
public final class WireException extends Exception {

  private final String field;

  WireException(String field, Object value, String rule) {
    super(field + ": " + clip(String.valueOf(value)) + ": " + rule);
    this.field = field;
  }

  /// Where, for example `desired.state.checks[3].timeout_ms`.
  public String field() {
    return field;
  }

  /// What a peer sent ends up in logs: keep it short and on one line.
  private static String clip(String value) {
    String line = value.replaceAll("\\s+", " ").strip();
    return line.length() <= 120 ? "\"" + line + "\"" : "\"" + line.substring(0, 120) + "…\"";
  }
}
