package io.lvsfleet.controlplane.declared;

import org.jspecify.annotations.Nullable;

/// What becomes of one field, or of one object with all its fields.
///
/// @param before as JSON; null when it was not there
/// @param after as JSON; null when it is not there any more
public record FieldChange(Pointer pointer, @Nullable String before, @Nullable String after) {}
