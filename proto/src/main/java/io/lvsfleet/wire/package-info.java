/// The model as protocol messages and back: total functions, one file per family of messages.
///
/// Decoding trusts nobody: every value goes through the model's own constructors, and what they
/// refuse becomes a [io.lvsfleet.wire.WireException] that names the field.
@NullMarked
package io.lvsfleet.wire;

import org.jspecify.annotations.NullMarked;
