/// Generic netlink (`linux/genetlink.h`): the header and the look-up of a family's number.
@NullMarked
package io.lvsfleet.agent.netlink.genl;

import org.jspecify.annotations.NullMarked;
