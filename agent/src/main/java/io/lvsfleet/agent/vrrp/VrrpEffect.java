package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.SortedSet;

/// What the VRRP thread does, in this order, at once.
public sealed interface VrrpEffect {

  /// To the group or to every peer.
  record Advertise(String name, VrrpInstance instance, int priority, IpAddress source)
      implements VrrpEffect {}

  /// Adds what is missing and gives the rest a new lease.
  record Hold(SortedSet<LocalAddress> addresses, Duration lease) implements VrrpEffect {
    public Hold {
      addresses = Sorted.set(addresses);
    }
  }

  /// Gives what is held no end: it belongs to the agent's own loop from now on.
  record Keep(SortedSet<LocalAddress> addresses) implements VrrpEffect {
    public Keep {
      addresses = Sorted.set(addresses);
    }
  }

  /// Takes away what is there.
  record Release(SortedSet<LocalAddress> addresses) implements VrrpEffect {
    public Release {
      addresses = Sorted.set(addresses);
    }
  }

  record Announce(SortedSet<LocalAddress> addresses) implements VrrpEffect {
    public Announce {
      addresses = Sorted.set(addresses);
    }
  }

  /// Makes it run as described, whatever ran before.
  record StartSync(SyncDaemon daemon) implements VrrpEffect {}

  /// Nothing when none runs.
  record StopSync(SyncDaemon.Role role) implements VrrpEffect {}
}
