/// Whole agents on a virtual clock: everything real but the kernel, the disk, the network and time.
@NullMarked
package io.lvsfleet.agent.sim;

import org.jspecify.annotations.NullMarked;
