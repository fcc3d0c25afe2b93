package io.lvsfleet.reconcile;

import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;

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

  record AddAddress(LocalAddress address) implements AddressOperation {
    @Override
    public String describe() {
      return "ip address add " + address;
    }
  }

  record RemoveAddress(LocalAddress address) implements AddressOperation {
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
}
