package io.lvsfleet.controlplane.store;

import jakarta.persistence.Embeddable;

/// The key of a director: its place in the document's list.
@Embeddable
public record MemberId(String cluster, int position) {}
