/// The only foreign function calls of this program: netlink, packet, ICMP and marked TCP sockets.
/// Unless it says otherwise a call blocks the thread that makes it, which therefore has to be a
/// platform thread: a virtual one would hold its carrier. Nothing here starts a thread.
@NullMarked
package io.lvsfleet.agent.sys;

import org.jspecify.annotations.NullMarked;
