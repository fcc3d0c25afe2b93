package io.lvsfleet.agent.core;

import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Facet;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which parts of the kernel could not be looked at, and when they are tried again.
///
/// @param blind each with the reason
record Sight(SortedMap<Facet, Blindness> blind, Patience patience) {

  static final Sight CLEAR = new Sight(Sorted.map(), Patience.FULL);

  Sight {
    blind = Sorted.map(blind);
  }

  /// After a look at all parts of the scope, of which these failed.
  Sight after(Scope scope, Map<Facet, Blindness> failed, Instant now) {
    SortedMap<Facet, Blindness> left = new TreeMap<>(blind);
    left.keySet().removeAll(scope.facets());
    left.putAll(failed);
    if (left.isEmpty()) {
      return CLEAR;
    }
    return new Sight(left, failed.isEmpty() ? patience : patience.spend(now));
  }

  /// Without parts that nobody needs any more.
  Sight without(Set<Facet> unneeded) {
    SortedMap<Facet, Blindness> left = new TreeMap<>(blind);
    left.keySet().removeAll(unneeded);
    return left.isEmpty() ? CLEAR : new Sight(left, patience);
  }

  boolean clear() {
    return blind.isEmpty();
  }

  Set<Facet> parts() {
    return blind.keySet();
  }

  /// What of it may be looked at now.
  Scope allowed(Scope scope, Instant now) {
    return patience.allows(now) ? scope : scope.without(parts());
  }
}
