package io.lvsfleet.model;

import java.util.Comparator;

/// Something around ip_vs that stands in the way and is not ours to change.
///
/// @param subject for example `-t 10.0.0.100:80`
/// @param seen for example `chain ip filter INPUT (hook input) drops requests by its policy`;
///   starts with "cannot tell" when it could not be decided
/// @param advice what an operator can do, for example the rule to add; empty for nothing
public record Finding(String subject, String seen, String advice) implements Comparable<Finding> {

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::subject)
          .thenComparing(Finding::seen)
          .thenComparing(Finding::advice);

  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
