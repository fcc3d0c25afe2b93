package io.lvsfleet.reconcile;

import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// One change of the kernel. Its text form can be pasted into a terminal.
public sealed interface Operation {

  /// The command that would do the same by hand.
  String describe();

  /// A change of the ip_vs table.
  sealed interface IpvsOperation extends Operation {
    VirtualServiceKey service();
  }

  record AddService(VirtualServiceKey service, VirtualServiceConfig config)
      implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -A " + service.describe() + " " + config.describe();
    }
  }

  record EditService(VirtualServiceKey service, VirtualServiceConfig config)
      implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -E " + service.describe() + " " + config.describe();
    }
  }

  record RemoveService(VirtualServiceKey service) implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -D " + service.describe();
    }
  }

  record AddRealServer(VirtualServiceKey service, RealServerKey realServer, RealServerConfig config)
      implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -a " + service.describe() + " -r " + realServer + " " + config.describe();
    }
  }

  record EditRealServer(
      VirtualServiceKey service, RealServerKey realServer, RealServerConfig config)
      implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -e " + service.describe() + " -r " + realServer + " " + config.describe();
    }
  }

  record RemoveRealServer(VirtualServiceKey service, RealServerKey realServer)
      implements IpvsOperation {
    @Override
    public String describe() {
      return "ipvsadm -d " + service.describe() + " -r " + realServer;
    }
  }

  /// A change of the addresses of the node's interfaces.
  sealed interface AddressOperation extends Operation {
    LocalAddress address();
  }

  /// @param silent whether nobody may hear of it: it belongs to the director
  record AddAddress(LocalAddress address, boolean silent) implements AddressOperation {
    /// Addresses of the loopback device are always silent.
    public AddAddress(LocalAddress address) {
      this(address, address.onLoopback());
    }

    @Override
    public String describe() {
      return "ip address add " + address;
    }
  }

  /// @param silent as it was held
  record RemoveAddress(LocalAddress address, boolean silent) implements AddressOperation {
    /// Addresses of the loopback device are always silent.
    public RemoveAddress(LocalAddress address) {
      this(address, address.onLoopback());
    }

    @Override
    public String describe() {
      return "ip address del " + address;
    }
  }

  /// Tells the neighbours who answers for the address now: gratuitous ARP (RFC 5227 section 3) or
  /// an unsolicited neighbour advertisement (RFC 4861 section 7.2.6).
  record AnnounceAddress(LocalAddress address) implements AddressOperation {
    @Override
    public String describe() {
      return "arping -A -c 1 -I " + address.interfaceName() + " " + address.address();
    }
  }

  /// Sets a kernel parameter, for the first time or after somebody else changed it.
  record SetSysctl(SysctlKey key, String value) implements Operation {
    @Override
    public String describe() {
      return "sysctl -w " + key + "=" + value;
    }
  }

  /// Gives a kernel parameter the value back that it had before this product touched it.
  record RestoreSysctl(SysctlKey key, String original) implements Operation {
    @Override
    public String describe() {
      return "sysctl -w " + key + "=" + original;
    }
  }

  /// Sets the connection timeouts of ip_vs, for the first time or after somebody else changed them.
  record SetTimeouts(Timeouts timeouts) implements Operation {
    @Override
    public String describe() {
      return "ipvsadm " + timeouts.describe();
    }
  }

  /// Gives ip_vs the timeouts back that it had before this product touched them.
  record RestoreTimeouts(Timeouts original) implements Operation {
    @Override
    public String describe() {
      return "ipvsadm " + original.describe();
    }
  }

  /// A change of a connection synchronisation daemon. There is no way to change a running one.
  sealed interface SyncOperation extends Operation {
    SyncDaemon.Role role();
  }

  record StartSync(SyncDaemon daemon) implements SyncOperation {
    @Override
    public SyncDaemon.Role role() {
      return daemon.role();
    }

    @Override
    public String describe() {
      return "ipvsadm --start-daemon " + daemon.describe();
    }
  }

  record StopSync(SyncDaemon.Role role) implements SyncOperation {
    @Override
    public String describe() {
      return "ipvsadm --stop-daemon " + role.word();
    }
  }

  /// A change of the network around ip_vs.
  sealed interface NetworkOperation extends Operation {}

  /// Makes the device and sets it up.
  record AddDevice(String name, Device device) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip link add name "
          + name
          + " "
          + device.describe()
          + " && ip link set "
          + name
          + " up";
    }
  }

  record RemoveDevice(String name) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip link del " + name;
    }
  }

  record AddDecapsulationPort(DecapsulationPort port) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip fou add " + port;
    }
  }

  record RemoveDecapsulationPort(DecapsulationPort port) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip fou del " + port;
    }
  }

  /// Makes a route or replaces the one of the same key.
  record PutRoute(RouteKey key, Route route) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip route replace " + route.prefixWord() + key + " " + route.describe();
    }
  }

  record RemoveRoute(RouteKey key) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip route del " + key;
    }
  }

  /// Puts the route back that had this key before this product replaced it.
  record RestoreRoute(RouteKey key, Route original) implements NetworkOperation {
    @Override
    public String describe() {
      return "ip route replace " + original.prefixWord() + key + " " + original.describe();
    }
  }

  /// Gives our own nftables tables exactly these rules, in one transaction; without rules there are
  /// no tables.
  record SetPacketRules(SortedSet<PacketRule> rules) implements NetworkOperation {
    public SetPacketRules {
      rules = Sorted.set(rules);
    }

    @Override
    public String describe() {
      return rules.isEmpty()
          ? "nft delete table lvs-fleet"
          : "nft table lvs-fleet: "
              + rules.stream().map(PacketRule::describe).collect(Collectors.joining("; "));
    }
  }
}
