/// What a change would have the agents do, and to whom it would happen. Pure.
@NullMarked
package io.lvsfleet.controlplane.forecast;

import org.jspecify.annotations.NullMarked;
