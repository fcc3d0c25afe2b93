package io.lvsfleet.model;

/// What the control plane wants of a node.
///
/// @param allowedRemovals how many virtual services and real servers this change may remove
///   although the guard against mass removal would refuse it; 0 for the guard's own limit
public record Desired(Stamp stamp, NodeState state, int allowedRemovals) {}
