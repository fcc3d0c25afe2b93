package io.lvsfleet.model;

import java.util.SortedMap;

/// Which truth a node state is.
///
/// @param incarnation changes when the database was restored from a backup, so that a fleet never
///   refuses the restored truth for its lower numbers
/// @param nodeRevision grows with every change of this node's state within one incarnation
/// @param clusters the revision of each cluster that is in it
public record Stamp(
    String incarnation, long nodeRevision, SortedMap<ClusterId, Revision> clusters) {

  public Stamp {
    clusters = Sorted.map(clusters);
  }

  /// Whether this one replaces the other: another incarnation always does, else the higher number.
  public boolean supersedes(Stamp other) {
    return !incarnation.equals(other.incarnation) || nodeRevision > other.nodeRevision;
  }
}
