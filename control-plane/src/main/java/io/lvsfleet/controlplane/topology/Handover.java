package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.NodeId;

/// An operator's order that a director gives the master's part away. It stands, and keeps that
/// director from taking over by itself, until the next one.
///
/// @param order names it, so that it is obeyed once
public record Handover(NodeId from, String order) {}
