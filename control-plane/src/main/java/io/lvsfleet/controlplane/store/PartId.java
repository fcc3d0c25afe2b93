package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of a part of a virtual service.
@Embeddable
public record PartId(String cluster, String service, String name) {}
