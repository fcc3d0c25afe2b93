/// The directory in which the control plane keeps what must survive it: safe files and its lock.
@NullMarked
package io.lvsfleet.controlplane.state;

import org.jspecify.annotations.NullMarked;
