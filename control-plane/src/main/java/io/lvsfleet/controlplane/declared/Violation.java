package io.lvsfleet.controlplane.declared;

import java.util.Comparator;

/// One broken rule at one place. A client switches on the rule's id, never on the detail.
///
/// @param detail names the value and what would be right
public record Violation(Rule rule, Pointer pointer, String detail)
    implements Comparable<Violation> {

  /// So many of one request are found and listed; nobody reads more at once, and what a request may
  /// hold would not fit into memory as violations.
  public static final int MOST = 1000;

  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::pointer)
          .thenComparing(Violation::rule)
          .thenComparing(Violation::detail);

  public String code() {
    return rule.id();
  }

  @Override
  public int compareTo(Violation other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return pointer + " " + code() + ": " + detail;
  }
}
