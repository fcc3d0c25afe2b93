package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of a revision.
@Embeddable
public record RevisionId(String cluster, long number) {}
