package io.lvsfleet.controlplane.service;

import org.jspecify.annotations.Nullable;

/// Who makes a change.
///
/// @param who for example a token's id
/// @param why in the author's words
public record Author(String who, @Nullable String why) {}
