/// Bytes of `NETLINK_SOCK_DIAG`: sockets. Pure.
@NullMarked
package io.lvsfleet.agent.netlink.diag;

import org.jspecify.annotations.NullMarked;
