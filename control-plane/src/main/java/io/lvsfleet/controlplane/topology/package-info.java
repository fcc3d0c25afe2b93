/// The immutable image of all clusters and the row-level changes that turn one image into the next.
/// Pure.
@NullMarked
package io.lvsfleet.controlplane.topology;

import org.jspecify.annotations.NullMarked;
