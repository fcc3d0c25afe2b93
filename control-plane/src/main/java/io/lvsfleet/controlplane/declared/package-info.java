/// What operators write: the parts of a cluster document, exactly as far as they were written, and
/// the rules they may break. Pure.
@NullMarked
package io.lvsfleet.controlplane.declared;

import org.jspecify.annotations.NullMarked;
