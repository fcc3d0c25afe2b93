package io.lvsfleet.agent.netlink.ipvs;

import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import java.util.Arrays;

/// `union nf_inet_addr`: 16 bytes of which IPv4 uses the first four.
final class Addresses {

  static final int UNION = 16;

  private Addresses() {}

  static byte[] union(IpAddress address) {
    return Arrays.copyOf(address.bytes(), UNION);
  }

  static IpAddress ofUnion(byte[] union, AddressFamily family) {
    return IpAddress.of(Arrays.copyOf(union, family.bits() / 8));
  }

  static AddressFamily family(int number) throws NetlinkError {
    return Arrays.stream(AddressFamily.values())
        .filter(family -> family.number() == number)
        .findFirst()
        .orElseThrow(() -> NetlinkError.unrepresentable("address family " + number));
  }

  /// In network order.
  static byte[] netmask(int prefixLength) {
    return new Ipv4Address(prefixLength == 0 ? 0 : -1 << (32 - prefixLength)).bytes();
  }
}
