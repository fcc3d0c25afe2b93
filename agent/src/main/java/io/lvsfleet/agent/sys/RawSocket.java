package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A socket for one protocol of IP on one interface (raw(7), ipv6(7)): it either receives or sends,
/// and never blocks. One platform thread at a time.
///
/// Addresses are 4 or 16 bytes in network order, and their length is the family.
public final class RawSocket implements Waitable, AutoCloseable {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PRIORITY = 12;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_MULTICAST_IF = 32;
  private static final int IP_MULTICAST_TTL = 33;
  private static final int IP_MULTICAST_LOOP = 34;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_MULTICAST_ALL = 49;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_MULTICAST_IF = 17;
  private static final int IPV6_MULTICAST_HOPS = 18;
  private static final int IPV6_MULTICAST_LOOP = 19;
  private static final int IPV6_ADD_MEMBERSHIP = 20;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int IPV6_PKTINFO = 50;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_HOPLIMIT = 52;
  private static final int IPV6_TCLASS = 67;

  /// Neighbours prove by it that no router forwarded the packet (RFC 5082).
  private static final int HOPS = 255;

  /// CS6, network control (RFC 2474), and the kernel's queue for it (`TC_PRIO_CONTROL`).
  private static final int NETWORK_CONTROL = 0xc0;

  private static final int CONTROL_PRIORITY = 7;

  private static final int BUFFER = 2048;
  private static final int CONTROL = 128;
  private static final int NAME = 28;
  private static final int SLOTS = 16;

  /// `struct mmsghdr`: see [NetlinkSocket].
  private static final int HEADER = 64;

  private static final int HEADER_NAME_LENGTH = 8;
  private static final int HEADER_VECTORS = 16;
  private static final int HEADER_VECTOR_COUNT = 24;
  private static final int HEADER_CONTROL = 32;
  private static final int HEADER_CONTROL_LENGTH = 40;
  private static final int HEADER_RECEIVED = 56;

  /// What came in.
  ///
  /// @param hops time to live or hop limit
  /// @param payload after the IP header
  public record Datagram(ByteBuffer sender, ByteBuffer destination, int hops, ByteBuffer payload) {}

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment in = arena.allocate((long) SLOTS * BUFFER, 8);
  private final MemorySegment names = arena.allocate((long) SLOTS * NAME, 8);
  private final MemorySegment controls = arena.allocate((long) SLOTS * CONTROL, 8);
  private final MemorySegment headers = arena.allocate((long) SLOTS * HEADER, 8);
  private final boolean six;
  private final int interfaceIndex;
  private final int fd;

  private RawSocket(boolean six, int protocol, int interfaceIndex) throws SystemCallException {
    this.six = six;
    this.interfaceIndex = interfaceIndex;
    try {
      fd =
          SystemCalls.socket(
              state, six ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    } catch (SystemCallException e) {
      arena.close();
      throw e;
    }
  }

  /// One that hears what comes in on the interface, for the group and for the host itself.
  public static RawSocket receiver(
      int protocol, String interfaceName, int interfaceIndex, byte[] group)
      throws SystemCallException {
    RawSocket socket = new RawSocket(group.length == 16, protocol, interfaceIndex);
    try {
      socket.bindTo(interfaceName);
      socket.join(group);
      socket.prepare();
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /// One that sends from an address of the interface.
  public static RawSocket sender(
      int protocol, String interfaceName, int interfaceIndex, byte[] source)
      throws SystemCallException {
    RawSocket socket = new RawSocket(source.length == 16, protocol, interfaceIndex);
    try {
      socket.bindTo(interfaceName);
      socket.option(SOL_SOCKET, SO_PRIORITY, CONTROL_PRIORITY);
      if (socket.six) {
        socket.option(IPPROTO_IPV6, IPV6_MULTICAST_IF, interfaceIndex);
        socket.option(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, HOPS);
        socket.option(IPPROTO_IPV6, IPV6_UNICAST_HOPS, HOPS);
        socket.option(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
        socket.option(IPPROTO_IPV6, IPV6_TCLASS, NETWORK_CONTROL);
      } else {
        socket.interfaceOption(IP_MULTICAST_IF, new byte[4]);
        socket.option(IPPROTO_IP, IP_MULTICAST_TTL, HOPS);
        socket.option(IPPROTO_IP, IP_TTL, HOPS);
        socket.option(IPPROTO_IP, IP_MULTICAST_LOOP, 0);
        socket.option(IPPROTO_IP, IP_TOS, NETWORK_CONTROL);
      }
      try (Arena call = Arena.ofConfined()) {
        SystemCalls.bind(socket.state, socket.fd, socket.address(call, source));
      }
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  private void bindTo(String interfaceName) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      byte[] name = (interfaceName + '\0').getBytes(StandardCharsets.UTF_8);
      SystemCalls.setOption(
          state, fd, SOL_SOCKET, SO_BINDTODEVICE, call.allocateFrom(JAVA_BYTE, name));
    }
  }

  private void join(byte[] group) throws SystemCallException {
    if (!six) {
      interfaceOption(IP_ADD_MEMBERSHIP, group);
      option(IPPROTO_IP, IP_MULTICAST_ALL, 0);
      return;
    }
    try (Arena call = Arena.ofConfined()) {
      // struct ipv6_mreq: group, interface.
      MemorySegment request = call.allocate(20, 4);
      MemorySegment.copy(group, 0, request, JAVA_BYTE, 0, 16);
      request.set(JAVA_INT, 16, interfaceIndex);
      SystemCalls.setOption(state, fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request);
    }
    option(IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    option(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    option(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
  }

  /// `struct ip_mreqn`: group, local address, interface.
  private void interfaceOption(int option, byte[] group) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment request = call.allocate(12, 4);
      MemorySegment.copy(group, 0, request, JAVA_BYTE, 0, 4);
      request.set(JAVA_INT, 8, interfaceIndex);
      SystemCalls.setOption(state, fd, IPPROTO_IP, option, request);
    }
  }

  private void option(int level, int option, int value) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.setOption(state, fd, level, option, call.allocateFrom(JAVA_INT, value));
    }
  }

  private void prepare() {
    MemorySegment vectors = arena.allocate((long) SLOTS * 16, 8);
    for (int slot = 0; slot < SLOTS; slot++) {
      MemorySegment vector = vectors.asSlice(slot * 16L, 16);
      vector.set(ADDRESS, 0, in.asSlice((long) slot * BUFFER));
      vector.set(JAVA_LONG, 8, BUFFER);
      MemorySegment header = headers.asSlice((long) slot * HEADER, HEADER);
      header.set(ADDRESS, 0, names.asSlice((long) slot * NAME));
      header.set(ADDRESS, HEADER_VECTORS, vector);
      header.set(JAVA_LONG, HEADER_VECTOR_COUNT, 1);
      header.set(ADDRESS, HEADER_CONTROL, controls.asSlice((long) slot * CONTROL));
    }
  }

  @Override
  public int descriptor() {
    return fd;
  }

  /// What is there, at most sixteen datagrams; none when nothing is. One that does not fit is cut.
  public List<Datagram> receive() throws SystemCallException {
    for (int slot = 0; slot < SLOTS; slot++) {
      MemorySegment header = headers.asSlice((long) slot * HEADER, HEADER);
      header.set(JAVA_INT, HEADER_NAME_LENGTH, NAME);
      header.set(JAVA_LONG, HEADER_CONTROL_LENGTH, CONTROL);
    }
    int count;
    try {
      count = SystemCalls.receiveMany(state, fd, headers, SLOTS, 0);
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EINTR) {
        return List.of();
      }
      throw e;
    }
    List<Datagram> all = new ArrayList<>(count);
    for (int slot = 0; slot < count; slot++) {
      MemorySegment header = headers.asSlice((long) slot * HEADER, HEADER);
      int length = Math.min(header.get(JAVA_INT, HEADER_RECEIVED), BUFFER);
      byte[] bytes = in.asSlice((long) slot * BUFFER, length).toArray(JAVA_BYTE);
      all.add(six ? six(slot, header, bytes) : four(bytes));
    }
    return all;
  }

  /// With its IP header, which the kernel has found to be right.
  private static Datagram four(byte[] bytes) {
    int headerLength = Math.min((bytes[0] & 0x0f) * 4, bytes.length);
    return new Datagram(
        ByteBuffer.wrap(Arrays.copyOfRange(bytes, 12, 16)),
        ByteBuffer.wrap(Arrays.copyOfRange(bytes, 16, 20)),
        bytes[8] & 0xff,
        ByteBuffer.wrap(bytes, headerLength, bytes.length - headerLength).slice());
  }

  /// Without its IP header: what is of interest is in `struct sockaddr_in6` and in control messages
  /// (`struct cmsghdr`: length, level, type, and the content at the next multiple of eight).
  private Datagram six(int slot, MemorySegment header, byte[] bytes) {
    byte[] sender = names.asSlice((long) slot * NAME + 8, 16).toArray(JAVA_BYTE);
    byte[] destination = new byte[16];
    int hops = 0;
    MemorySegment control = controls.asSlice((long) slot * CONTROL, CONTROL);
    long end = Math.min(header.get(JAVA_LONG, HEADER_CONTROL_LENGTH), CONTROL);
    long at = 0;
    while (at + 16 <= end) {
      long length = control.get(JAVA_LONG, at);
      int type = control.get(JAVA_INT, at + 12);
      if (length < 16) {
        break;
      }
      if (type == IPV6_PKTINFO && at + 32 <= end) {
        destination = control.asSlice(at + 16, 16).toArray(JAVA_BYTE);
      } else if (type == IPV6_HOPLIMIT && at + 20 <= end) {
        hops = control.get(JAVA_INT, at + 16);
      }
      at += (length + 7) & ~7L;
    }
    return new Datagram(
        ByteBuffer.wrap(sender), ByteBuffer.wrap(destination), hops, ByteBuffer.wrap(bytes));
  }

  public void send(byte[] destination, ByteBuffer packet) throws SystemCallException {
    byte[] bytes = new byte[packet.remaining()];
    packet.duplicate().get(bytes);
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.sendTo(
          state, fd, call.allocateFrom(JAVA_BYTE, bytes), address(call, destination));
    }
  }

  /// `struct sockaddr_in` or `struct sockaddr_in6`, whose scope only link-local addresses need.
  private MemorySegment address(Arena call, byte[] address) {
    MemorySegment all = call.allocate(six ? 28 : 16, 4);
    all.set(JAVA_SHORT, 0, (short) (six ? AF_INET6 : AF_INET));
    MemorySegment.copy(address, 0, all, JAVA_BYTE, six ? 8 : 4, address.length);
    boolean scoped =
        six
            && ((address[0] == (byte) 0xfe && (address[1] & 0xc0) == 0x80)
                || address[0] == (byte) 0xff);
    if (scoped) {
      all.set(JAVA_INT, 24, interfaceIndex);
    }
    return all;
  }

  @Override
  public void close() {
    SystemCalls.close(state, fd);
    arena.close();
  }
}
