package io.lvsfleet.controlplane.service;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import java.time.Instant;

/// A change that was made, without its document.
///
/// @param isRemoval whether it removed the cluster, so that it has no document
public record StoredRevision(
    ClusterId cluster, Revision revision, Author author, Instant at, boolean isRemoval) {}
