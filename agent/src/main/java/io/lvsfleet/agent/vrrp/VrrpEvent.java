package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Something that happened to the group of virtual routers.
public sealed interface VrrpEvent {

  record Configured(VrrpConfig config) implements VrrpEvent {}

  /// An interface and the node's own addresses on it, in the kernel's order.
  record Link(boolean up, List<IpAddress> own) {
    public Link {
      own = List.copyOf(own);
    }

    /// What it advertises from when nothing else is said: the first address; in IPv6 a link-local
    /// one (RFC 9568 section 5.1.2.1). Null when there is none.
    public @Nullable IpAddress source(AddressFamily family) {
      for (IpAddress address : own) {
        if (address.family() == family
            && (family == AddressFamily.IPV4 || AdvertisementCodec.linkLocal(address))) {
          return address;
        }
      }
      return null;
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

  /// Let go.
  ///
  /// @param forGood whether there is no VRRP on this director any more; otherwise only the program
  ///   ends
  /// @param kept addresses that this director is to have without VRRP from now on
  record Stopped(boolean forGood, SortedSet<LocalAddress> kept) implements VrrpEvent {
    public Stopped {
      kept = Sorted.set(kept);
    }
  }
}
