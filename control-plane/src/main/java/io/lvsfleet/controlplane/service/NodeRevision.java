package io.lvsfleet.controlplane.service;

/// Which state a node should have.
///
/// @param number grows with every change
/// @param allowedRemovals see [io.lvsfleet.model.Desired]
public record NodeRevision(long number, int allowedRemovals) {

  public static final NodeRevision NONE = new NodeRevision(0, 0);
}
