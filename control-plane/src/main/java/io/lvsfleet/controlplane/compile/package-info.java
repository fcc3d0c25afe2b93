/// From topology to what every node should be. Pure.
@NullMarked
package io.lvsfleet.controlplane.compile;

import org.jspecify.annotations.NullMarked;
