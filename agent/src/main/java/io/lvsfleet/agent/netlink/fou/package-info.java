/// The ports at which the kernel unwraps GUE (`linux/fou.h`).
@NullMarked
package io.lvsfleet.agent.netlink.fou;

import org.jspecify.annotations.NullMarked;
