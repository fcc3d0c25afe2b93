/// Netlink messages as bytes: pure, no socket. Whatever the bytes are, reading them gives a value
/// or a [io.lvsfleet.agent.netlink.NetlinkError].
@NullMarked
package io.lvsfleet.agent.netlink;

import org.jspecify.annotations.NullMarked;
