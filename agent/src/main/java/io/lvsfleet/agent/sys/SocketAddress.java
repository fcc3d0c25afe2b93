package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `struct sockaddr_in` (ip(7)) and `struct sockaddr_in6` (ipv6(7)).
final class SocketAddress {

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private SocketAddress() {}

  /// @param address 4 or 16 bytes in network order
  static MemorySegment of(Arena arena, byte[] address, int port) {
    boolean v4 = address.length == 4;
    MemorySegment all = arena.allocate(v4 ? 16 : 28, 4);
    all.set(JAVA_SHORT, 0, (short) (v4 ? AF_INET : AF_INET6));
    all.set(JAVA_BYTE, 2, (byte) (port >> 8));
    all.set(JAVA_BYTE, 3, (byte) port);
    MemorySegment.copy(address, 0, all, JAVA_BYTE, v4 ? 4 : 8, address.length);
    return all;
  }
}
