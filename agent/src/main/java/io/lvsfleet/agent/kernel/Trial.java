package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_EXCL;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds out what a kernel can do by doing it, in a namespace nobody else uses. The kernel loads
/// the modules this needs, as it would for a service that is wanted.
final class Trial {

  /// A mark needs no address, and marks no packet by itself.
  private static final VirtualServiceKey SERVICE = new FirewallMarkKey(AddressFamily.IPV4, 1);

  private static final VirtualServiceConfig ROUND_ROBIN = VirtualServiceConfig.of(Scheduler.RR);
  private static final RealServerKey REAL_SERVER =
      new RealServerKey(IpAddress.parse("192.0.2.1"), 0);
  private static final int GUE_PORT = 6080;

  private static final int RTM_NEWLINK = 16;

  /// `struct ifinfomsg` of `linux/rtnetlink.h`; all zero is a new device.
  private static final int IFINFOMSG = 16;

  private static final int IFINFOMSG_INDEX = 4;
  private static final int IFINFOMSG_FLAGS = 8;
  private static final int IFINFOMSG_CHANGE = 12;

  /// `LOOPBACK_IFINDEX`: the first device of every namespace.
  private static final int LOOPBACK = 1;

  private static final int IFF_UP = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;

  private Trial() {}

  static SortedSet<String> schedulers(KernelIpvs ipvs) throws KernelException {
    SortedSet<String> found = new TreeSet<>();
    for (Scheduler scheduler : Scheduler.values()) {
      if (takes(ipvs, SERVICE, VirtualServiceConfig.of(scheduler))) {
        found.add(scheduler.kernelName());
      }
    }
    return found;
  }

  static SortedSet<String> engines(KernelIpvs ipvs) throws KernelException {
    Persistence sip = new Persistence(Duration.ofMinutes(5), AddressFamily.IPV4.bits(), "sip");
    SortedSet<String> found = new TreeSet<>();
    if (takes(ipvs, SERVICE, ROUND_ROBIN.withPersistence(sip))) {
      found.add("sip");
    }
    return found;
  }

  static boolean ipv6(KernelIpvs ipvs) throws KernelException {
    return takes(ipvs, new FirewallMarkKey(AddressFamily.IPV6, 1), ROUND_ROBIN);
  }

  private static boolean takes(
      KernelIpvs ipvs, VirtualServiceKey service, VirtualServiceConfig config)
      throws KernelException {
    try {
      ipvs.execute(new AddService(service, config));
    } catch (KernelException refused) {
      return switch (refused.errno()) {
        case "ENOENT", "EAFNOSUPPORT" -> false;
        default -> throw refused;
      };
    }
    ipvs.execute(new RemoveService(service));
    return true;
  }

  /// A kernel before 5.3 takes a request for another tunnel than IPIP and ignores that part of it.
  static SortedSet<Tunnel.Type> tunnels(KernelIpvs ipvs) throws KernelException {
    SortedSet<Tunnel.Type> found = new TreeSet<>();
    ipvs.execute(new AddService(SERVICE, ROUND_ROBIN));
    for (Tunnel.Type type : Tunnel.Type.values()) {
      int port = type == Tunnel.Type.GUE ? GUE_PORT : 0;
      RealServerConfig config =
          new RealServerConfig(
              ForwardingMethod.TUNNELING,
              Weight.ONE,
              0,
              0,
              new Tunnel(type, port, Tunnel.Checksum.NONE));
      ipvs.execute(new AddRealServer(SERVICE, REAL_SERVER, config));
      if (ipvs.get(SERVICE).filter(is -> is.realServers().containsValue(config)).isPresent()) {
        found.add(type);
      }
      ipvs.execute(new RemoveRealServer(SERVICE, REAL_SERVER));
    }
    ipvs.execute(new RemoveService(SERVICE));
    return found;
  }

  /// Whatever else a kernel may have against a device of so few words: `EOPNOTSUPP` alone says that
  /// it does not know the kind (`rtnl_newlink`).
  static SortedSet<Device.Kind> devices() throws KernelException {
    SortedSet<Device.Kind> found = new TreeSet<>();
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_ROUTE)) {
      for (Device.Kind kind : Device.Kind.values()) {
        if (!"EOPNOTSUPP".equals(make(connection, kind))) {
          found.add(kind);
        }
      }
    }
    return found;
  }

  /// Without any device that is up a namespace has no routing table, and for ip_vs every address of
  /// a real server is then a broadcast one (`inet_addr_type`).
  static void loopbackUp() throws KernelException {
    ByteBuffer up = ByteBuffer.allocate(IFINFOMSG).order(ByteOrder.nativeOrder());
    up.putInt(IFINFOMSG_INDEX, LOOPBACK);
    up.putInt(IFINFOMSG_FLAGS, IFF_UP);
    up.putInt(IFINFOMSG_CHANGE, IFF_UP);
    String what = "ip link set lo up";
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_ROUTE)) {
      connection.request(what, RTM_NEWLINK, 0, up);
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private static String make(NetlinkConnection connection, Device.Kind kind)
      throws KernelException {
    ByteBuffer device =
        new AttributeWriter()
            .header(ByteBuffer.allocate(IFINFOMSG))
            .string(IFLA_IFNAME, "try-" + kind.word())
            .nested(IFLA_LINKINFO, out -> out.string(IFLA_INFO_KIND, kind.word()))
            .toBuffer();
    String what = "ip link add type " + kind.word();
    try {
      connection.request(what, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, device);
      return "";
    } catch (NetlinkError e) {
      return Errno.name(e.errno());
    }
  }
}
