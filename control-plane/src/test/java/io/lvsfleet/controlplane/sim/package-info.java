/// Both programs' cores on one virtual clock.
@NullMarked
package io.lvsfleet.controlplane.sim;

import org.jspecify.annotations.NullMarked;
