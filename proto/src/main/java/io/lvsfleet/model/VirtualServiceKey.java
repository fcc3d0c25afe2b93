package io.lvsfleet.model;

import java.util.Comparator;

/// What identifies a virtual service in the kernel: protocol, address and port, or a firewall mark.
public sealed interface VirtualServiceKey extends Comparable<VirtualServiceKey> {

  AddressFamily family();

  /// The `ipvsadm` words that select it: `-t 10.0.0.1:80`, `-f 7`, `-f 7 -6`.
  String describe();

  @Override
  default int compareTo(VirtualServiceKey other) {
    return switch (this) {
      case AddressKey a -> other instanceof AddressKey b ? AddressKey.ORDER.compare(a, b) : -1;
      case FirewallMarkKey a ->
          other instanceof FirewallMarkKey b ? FirewallMarkKey.ORDER.compare(a, b) : 1;
    };
  }

  /// A protocol, an address and a port.
  ///
  /// @param port 0 for every port
  record AddressKey(Protocol protocol, IpAddress address, int port) implements VirtualServiceKey {

    private static final Comparator<AddressKey> ORDER =
        Comparator.comparing(AddressKey::address)
            .thenComparing(AddressKey::protocol)
            .thenComparingInt(AddressKey::port);

    public AddressKey {
      Port.require(port);
    }

    @Override
    public AddressFamily family() {
      return address.family();
    }

    @Override
    public String describe() {
      return protocol.option() + " " + address.withPort(port);
    }

    @Override
    public String toString() {
      return describe();
    }
  }

  /// All packets that carry a firewall mark.
  ///
  /// @param mark 1 to 2^32-1 (an nftables/iptables mark)
  record FirewallMarkKey(AddressFamily family, long mark) implements VirtualServiceKey {

    private static final Comparator<FirewallMarkKey> ORDER =
        Comparator.comparingLong(FirewallMarkKey::mark).thenComparing(FirewallMarkKey::family);

    public FirewallMarkKey {
      if (mark < 1 || mark > 0xffff_ffffL) {
        throw new IllegalArgumentException("a firewall mark is 1 to 4294967295, not " + mark);
      }
    }

    @Override
    public String describe() {
      return "-f " + mark + (family == AddressFamily.IPV6 ? " -6" : "");
    }

    @Override
    public String toString() {
      return describe();
    }
  }
}
