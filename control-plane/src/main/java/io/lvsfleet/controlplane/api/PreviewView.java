package io.lvsfleet.controlplane.api;

import java.util.List;

/// What a change would do.
public record PreviewView(
    String cluster,
    boolean dryRun,
    boolean changed,
    List<String> nodes,
    List<ViolationView> warnings) {}
