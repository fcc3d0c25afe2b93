package io.lvsfleet.agent.kernel;

import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;

/// What an error number means for what was asked, and what an operator can do about it.
final class Advice {

  private Advice() {}

  static String none(String errno) {
    return "";
  }

  static String permission() {
    return "the agent needs CAP_NET_ADMIN (and CAP_NET_RAW to announce addresses)";
  }

  static String family(String errno) {
    return errno.equals("ENOENT")
        ? "ip_vs is not in this kernel: modprobe ip_vs, or boot a kernel with CONFIG_IP_VS"
        : "";
  }

  static String of(IpvsOperation operation, String errno) {
    return switch (errno) {
      case "EEXIST" ->
          switch (operation) {
            case AddService _ -> "the virtual service is there already";
            case AddRealServer _ -> "the real server is there already";
            case EditService _, RemoveService _, EditRealServer _, RemoveRealServer _ -> "";
          };
      case "ESRCH" -> service(operation.service(), errno);
      case "ENOENT" ->
          switch (operation) {
            case AddService add -> modules(add.config());
            case EditService edit -> modules(edit.config());
            case EditRealServer edit -> noRealServer(edit.realServer());
            case RemoveRealServer remove -> noRealServer(remove.realServer());
            case AddRealServer _, RemoveService _ -> "";
          };
      case "EINVAL" ->
          switch (operation) {
            case AddRealServer add -> unsuitable(operation, add.realServer());
            case EditRealServer edit -> unsuitable(operation, edit.realServer());
            case AddService _, EditService _, RemoveService _, RemoveRealServer _ -> "";
          };
      case "EAFNOSUPPORT" ->
          "this kernel's ip_vs is without " + operation.service().family() + " (CONFIG_IP_VS_IPV6)";
      case "EPROTONOSUPPORT" -> "this kernel's ip_vs is without the protocol of the service";
      default -> "";
    };
  }

  static String service(VirtualServiceKey key, String errno) {
    return errno.equals("ESRCH") ? "there is no virtual service " + key : "";
  }

  static String timeouts(String errno) {
    return errno.equals("EINVAL")
        ? "this kernel's longest timeout is shorter (INT_MAX divided by its ticks per second)"
        : "";
  }

  static String startSync(SyncDaemon daemon, String errno) {
    String device = daemon.interfaceName();
    return switch (errno) {
      case "EEXIST" -> "a " + daemon.role().word() + " daemon runs already";
      case "ENODEV" -> "there is no interface " + device + " that can multicast";
      case "ENETUNREACH" -> device + " is down";
      case "EADDRNOTAVAIL" -> device + " has no address of the group's family to send from";
      case "EINVAL" -> "connection sync and tunnels to the other address family exclude each other";
      case "EAFNOSUPPORT" -> "this kernel's ip_vs is without IPv6 (CONFIG_IP_VS_IPV6)";
      default -> "";
    };
  }

  static String stopSync(SyncDaemon.Role role, String errno) {
    return errno.equals("ESRCH") ? "no " + role.word() + " daemon runs" : "";
  }

  private static String noRealServer(Object realServer) {
    return "the virtual service has no real server " + realServer;
  }

  private static String modules(VirtualServiceConfig config) {
    String scheduler =
        "scheduler \""
            + config.scheduler()
            + "\" is not available in this kernel: load ip_vs_"
            + config.scheduler();
    Persistence persistence = config.persistence();
    return persistence == null || persistence.engine() == null
        ? scheduler
        : scheduler
            + ", or persistence engine \""
            + persistence.engine()
            + "\" is not: load ip_vs_pe_"
            + persistence.engine();
  }

  private static String unsuitable(IpvsOperation operation, Object realServer) {
    return realServer
        + " is no unicast address, or of another family than "
        + operation.service()
        + " (only tunnels may be, and not with connection sync)";
  }
}
