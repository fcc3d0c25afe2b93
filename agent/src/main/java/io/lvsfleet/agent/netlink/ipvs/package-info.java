/// The ip_vs table in generic netlink (`linux/ip_vs.h`).
@NullMarked
package io.lvsfleet.agent.netlink.ipvs;

import org.jspecify.annotations.NullMarked;
