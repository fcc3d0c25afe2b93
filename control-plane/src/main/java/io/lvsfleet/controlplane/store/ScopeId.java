package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of one agent that revisions wait for from `since` on.
@Embeddable
public record ScopeId(String cluster, long since, String node) {}
