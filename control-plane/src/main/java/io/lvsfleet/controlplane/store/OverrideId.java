package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// `clusters/web` or `nodes/web1`, and the name its author chose.
@Embeddable
public record OverrideId(String scope, String id) {}
