package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of one agent a revision waits for.
@Embeddable
public record ScopeId(String cluster, long revision, String node) {}
