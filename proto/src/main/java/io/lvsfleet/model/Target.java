package io.lvsfleet.model;

import org.jspecify.annotations.Nullable;

/// Where a probe is sent, and by which way.
///
/// @param port 0 where the protocol has none
/// @param bindAddress the probe's own address; null for the kernel's choice
/// @param bindInterface the only interface it may use (`SO_BINDTODEVICE`); null for any
/// @param mark of its packets (`SO_MARK`), for policy routing and firewall-mark services; 0 for
///   none
public record Target(
    IpAddress address,
    int port,
    @Nullable IpAddress bindAddress,
    @Nullable String bindInterface,
    long mark) {

  public Target {
    Port.require(port);
    if (bindAddress != null && bindAddress.family() != address.family()) {
      throw new IllegalArgumentException(
          "a probe of " + address + " cannot come from " + bindAddress);
    }
    if (bindInterface != null) {
      InterfaceName.require(bindInterface);
    }
    if (mark < 0 || mark > 0xffff_ffffL) {
      throw new IllegalArgumentException("a mark is 0 to 4294967295, not " + mark);
    }
  }

  public static Target of(IpAddress address, int port) {
    return new Target(address, port, null, null, 0);
  }

  /// Of a protocol without ports.
  public static Target host(IpAddress address) {
    return of(address, 0);
  }

  /// `10.0.0.21:80`, or `10.0.0.21` without a port.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(port == 0 ? address.toString() : address.withPort(port));
    if (bindAddress != null) {
      text.append(" from ").append(bindAddress);
    }
    if (bindInterface != null) {
      text.append(" dev ").append(bindInterface);
    }
    return mark == 0 ? text.toString() : text.append(" mark ").append(mark).toString();
  }
}
