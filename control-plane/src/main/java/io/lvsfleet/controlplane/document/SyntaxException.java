package io.lvsfleet.controlplane.document;

/// The text is not JSON or YAML, so that no place in a document can be named; only in the text.
public final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  /// @param line from 1; 0 when unknown
  SyntaxException(String message, int line, int column) {
    super(line > 0 ? message + " (line " + line + ", column " + column + ")" : message);
  }
}
