package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_EXCL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELLINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWLINK;

import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.fou.FouCodec;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.route.DeviceCodec;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The virtual devices of the process's network namespace, and where it unwraps GUE.
///
/// The first device of a kind makes the kernel load the kind's module, and that brings fallback
/// devices (`tunl0`, `sit0`, `gre0`, …) into every namespace, down and without an address. They
/// cannot be removed but with the module, which is the host's and stays. A `sit` device gets an
/// address of the kernel's own (`::10.0.0.21/96`) and a route to `::/96`, as long as it is there.
public final class KernelDevices implements DeviceTable, AutoCloseable {

  private final NetlinkConnection route;
  private final NetlinkConnection generic;
  private final Links links;

  public KernelDevices() throws KernelException {
    route = new NetlinkConnection(NETLINK_ROUTE);
    links = new Links(route);
    try {
      generic = new NetlinkConnection(NETLINK_GENERIC);
    } catch (KernelException e) {
      route.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, Device> devices(SortedSet<String> names) throws KernelException {
    String what = "look at the virtual devices";
    SortedMap<String, Device> devices = new TreeMap<>();
    for (String name : names) {
      Optional<NetlinkMessage> answer = links.message(what, name);
      if (answer.isPresent()) {
        try {
          DeviceCodec.read(answer.get()).ifPresent(device -> devices.put(name, device));
        } catch (NetlinkError e) {
          throw KernelErrors.of(what, e, Advice::none);
        }
      }
    }
    return Sorted.map(devices);
  }

  @Override
  public void add(String name, Device device) throws KernelException {
    String what = new AddDevice(name, device).describe();
    if (!device.up()) {
      throw new IllegalArgumentException("no device is wanted down: " + name);
    }
    try {
      route.request(what, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, DeviceCodec.write(name, device));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, errno -> adviceOf(errno, device));
    }
  }

  private static String adviceOf(String errno, Device device) {
    return switch (errno) {
      case "EEXIST" ->
          device.kind().tunnel()
              ? "there is an interface of that name, or a tunnel of the same local address"
              : "there is an interface of that name";
      case "EOPNOTSUPP" -> "this kernel has no such device: modprobe " + module(device.kind());
      default -> "";
    };
  }

  private static String module(Device.Kind kind) {
    return switch (kind) {
      case DUMMY -> "dummy";
      case IPIP -> "ipip";
      case SIT -> "sit";
      case IP6TNL -> "ip6_tunnel";
      case GRE -> "ip_gre";
      case IP6GRE -> "ip6_gre";
    };
  }

  @Override
  public void remove(String name) throws KernelException {
    String what = new RemoveDevice(name).describe();
    try {
      route.request(what, RTM_DELLINK, 0, LinkCodec.writeName(name));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public SortedSet<DecapsulationPort> decapsulationPorts() throws KernelException {
    String what = "list the GUE ports";
    SortedSet<DecapsulationPort> ports = new TreeSet<>();
    try {
      OptionalInt family = family(what);
      if (family.isPresent()) {
        for (NetlinkMessage message :
            generic.dump(what, family.getAsInt(), FouCodec.writeGetAll())) {
          FouCodec.read(message).ifPresent(ports::add);
        }
      }
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
    return Sorted.set(ports);
  }

  /// Of what is loaded: a look must not change the node, and to ask for a family by its name makes
  /// the kernel load its module.
  private OptionalInt family(String what) throws KernelException, NetlinkError {
    for (NetlinkMessage message :
        generic.dump(what, GenericNetlink.GENL_ID_CTRL, GenericNetlink.getFamilies())) {
      if (GenericNetlink.isFamily(message, FouCodec.FAMILY)) {
        return OptionalInt.of(GenericNetlink.readFamily(message));
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public void add(DecapsulationPort port) throws KernelException {
    change(new AddDecapsulationPort(port).describe(), FouCodec.writeAdd(port));
  }

  @Override
  public void remove(DecapsulationPort port) throws KernelException {
    change(new RemoveDecapsulationPort(port).describe(), FouCodec.writeRemove(port));
  }

  private void change(String what, ByteBuffer payload) throws KernelException {
    int family = loadedFamily(what);
    try {
      generic.request(what, family, 0, payload);
    } catch (NetlinkError e) {
      throw KernelErrors.of(
          what, e, errno -> errno.equals("EADDRINUSE") ? "another program has this UDP port" : "");
    }
  }

  private int loadedFamily(String what) throws KernelException {
    try {
      return GenericNetlink.readFamily(
          generic
              .request(
                  what, GenericNetlink.GENL_ID_CTRL, 0, GenericNetlink.getFamily(FouCodec.FAMILY))
              .getFirst());
    } catch (NetlinkError e) {
      KernelException refused = KernelErrors.of(what, e, Advice::none);
      throw refused.errno().equals("ENOENT")
          ? new KernelException(what, "EOPNOTSUPP", "this kernel cannot unwrap GUE: modprobe fou")
          : refused;
    }
  }

  @Override
  public void close() {
    route.close();
    generic.close();
  }
}
