package io.lvsfleet.controlplane.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The answer to a change.
///
/// @param id of the rollout
/// @param changed false when everything was as wanted already
/// @param etag of the cluster now, in the representation that was sent
/// @param rollout where its progress is seen; `/result?wait=45s` below it waits for the verdict
/// @param nodes whose agents have to act
@Schema
public record ChangeView(
    String id,
    String cluster,
    long revision,
    boolean changed,
    String etag,
    String rollout,
    List<String> nodes,
    List<ViolationView> warnings) {}
