package io.lvsfleet.controlplane.declared;

import java.util.Comparator;

/// One broken rule at one place. A client switches on the rule's id, never on the detail.
///
/// @param detail names the value and what would be right
public record Violation(Rule rule, Pointer pointer, String detail)
    implements Comparable<Violation> {

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
