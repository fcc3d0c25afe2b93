/// Interfaces, addresses and routes in route netlink (rtnetlink(7)).
@NullMarked
package io.lvsfleet.agent.netlink.route;

import org.jspecify.annotations.NullMarked;
