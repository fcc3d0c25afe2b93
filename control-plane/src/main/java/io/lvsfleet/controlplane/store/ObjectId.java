package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of an object of a cluster.
@Embeddable
public record ObjectId(String cluster, String name) {}
