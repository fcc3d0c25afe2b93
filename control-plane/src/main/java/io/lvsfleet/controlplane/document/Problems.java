package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong; nothing stops at the first mistake.
final class Problems {

  private final List<Violation> violations = new ArrayList<>();
  private int count;

  /// Keeps no more than anybody reads: a document of 4 MiB has room for a million mistakes.
  void add(Rule rule, Pointer at, String detail) {
    count++;
    if (violations.size() < Violation.MOST) {
      violations.add(new Violation(rule, at, detail));
    }
  }

  int count() {
    return count;
  }

  List<Violation> sorted() {
    return violations.stream().sorted().distinct().toList();
  }
}
