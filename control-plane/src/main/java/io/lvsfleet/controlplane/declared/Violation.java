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

  private static final int LONGEST_TEXT = 500;

  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::pointer)
          .thenComparing(Violation::rule)
          .thenComparing(Violation::detail);

  public Violation {
    detail = shortened(detail);
  }

  /// A text without its middle when it is very long: values stand in it as they were sent, and
  /// nobody reads megabytes.
  public static String shortened(String text) {
    return text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT / 2)
            + " … "
            + text.substring(text.length() - LONGEST_TEXT / 2);
  }

  public String code() {
    return rule.id();
  }

  /// As seen by who sent one object: the pointer begins there. What is wrong elsewhere in the
  /// document has no place in what was sent, so that the detail says where it is.
  public Violation from(ObjectPath object) {
    String start = object.pointer().text();
    String text = pointer.text();
    if (text.equals(start) || text.startsWith(start + "/")) {
      return new Violation(rule, new Pointer("#" + text.substring(start.length())), detail);
    }
    return new Violation(rule, Pointer.ROOT, text.substring(1) + ": " + detail);
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
