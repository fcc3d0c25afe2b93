package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Something that happened to the group of virtual routers.
public sealed interface VrrpEvent {

  record Configured(VrrpConfig config) implements VrrpEvent {}

  /// @param ipv4 the first address of an interface; null when it has none
  /// @param ipv6 its link-local address
  record Link(boolean up, @Nullable IpAddress ipv4, @Nullable IpAddress ipv6) {
    public @Nullable IpAddress source(AddressFamily family) {
      return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }
  }

  /// All interfaces, by name.
  record Linked(SortedMap<String, Link> links) implements VrrpEvent {
    public Linked {
      links = Sorted.map(links);
    }
  }

  /// What is down of that which is tracked, apart from interfaces.
  record Tracked(Set<Tracker.Subject> down) implements VrrpEvent {
    public Tracked {
      down = Set.copyOf(down);
    }
  }

  /// @param ttl or hop limit
  /// @param payload what follows the IP header
  record Packet(
      String interfaceName, IpAddress sender, IpAddress destination, int ttl, ByteBuffer payload)
      implements VrrpEvent {}

  /// Time has passed; see [Group#promised].
  record Tick() implements VrrpEvent {}

  /// The program ends: let go.
  record Stopped() implements VrrpEvent {}
}
