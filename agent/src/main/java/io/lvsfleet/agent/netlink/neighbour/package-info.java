/// The packets that tell neighbours who answers for an address.
@NullMarked
package io.lvsfleet.agent.netlink.neighbour;

import org.jspecify.annotations.NullMarked;
