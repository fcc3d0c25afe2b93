package io.lvsfleet.model;

import java.util.Comparator;

/// Something on a node that is not ours to change and stands in the way of what we do there.
///
/// @param subject what suffers, for example `-t 10.0.0.100:80`
/// @param seen what stands in the way and where, for example a chain with its policy or a rule with
///   its handle; starts with "cannot tell" when that could not be decided
/// @param advice what an operator can do, for example the rule to add in `nft` words; empty for
///   nothing
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
