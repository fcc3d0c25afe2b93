/// What a command means: changes, nothing, or the rules it breaks. Pure.
@NullMarked
package io.lvsfleet.controlplane.decide;

import org.jspecify.annotations.NullMarked;
