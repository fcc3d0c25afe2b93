package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Sends packets whose link-layer header the kernel writes (packet(7), `SOCK_DGRAM`). It receives
/// nothing.
///
/// A send does not wait for the network but is a foreign call: platform threads only, one at a
/// time.
public final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MAX_HARDWARE_ADDRESS = 8;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final int fd;

  public PacketSocket() throws SystemCallException {
    try {
      // Protocol 0 is none: nothing is delivered to this socket.
      fd = SystemCalls.socket(state, AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    } catch (SystemCallException e) {
      arena.close();
      throw e;
    }
  }

  /// @param etherType of `linux/if_ether.h`
  /// @param destination link-layer address, at most 8 bytes
  public void send(int interfaceIndex, int etherType, byte[] destination, ByteBuffer packet)
      throws SystemCallException {
    if (destination.length > MAX_HARDWARE_ADDRESS) {
      throw new IllegalArgumentException(
          "a link-layer address has at most 8 bytes, not " + destination.length);
    }
    byte[] bytes = new byte[packet.remaining()];
    packet.duplicate().get(bytes);
    try (Arena call = Arena.ofConfined()) {
      // struct sockaddr_ll: family, protocol (network order), interface, type, packet type, address
      MemorySegment address = call.allocate(20, 4);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_BYTE, 2, (byte) (etherType >> 8));
      address.set(JAVA_BYTE, 3, (byte) etherType);
      address.set(JAVA_INT, 4, interfaceIndex);
      address.set(JAVA_BYTE, 11, (byte) destination.length);
      MemorySegment.copy(destination, 0, address, JAVA_BYTE, 12, destination.length);
      SystemCalls.sendTo(state, fd, call.allocateFrom(JAVA_BYTE, bytes), address);
    }
  }

  @Override
  public void close() {
    SystemCalls.close(state, fd);
    arena.close();
  }
}
