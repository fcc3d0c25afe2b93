/// Socket monitoring (sock_diag(7), `linux/sock_diag.h`, `linux/inet_diag.h`): what the kernel
/// tells of sockets that are no more.
@NullMarked
package io.lvsfleet.agent.netlink.sockdiag;

import org.jspecify.annotations.NullMarked;
