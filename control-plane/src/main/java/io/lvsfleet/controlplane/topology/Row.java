package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.Revision;

/// An object of a cluster and the revision that changed it last.
public record Row<T>(T value, Revision changed) {}
