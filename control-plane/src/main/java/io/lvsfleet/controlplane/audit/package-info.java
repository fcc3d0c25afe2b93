/// Who tried to change what, and what came of it.
@NullMarked
package io.lvsfleet.controlplane.audit;

import org.jspecify.annotations.NullMarked;
