package io.lvsfleet.reconcile;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
import java.util.Collection;
import java.util.Optional;

/// Which operations of a plan make no sense, or do harm, when an earlier one did not happen. All
/// others are independent: one refusal does not keep the rest from being applied.
public final class Dependencies {

  private Dependencies() {}

  /// The first of the operations that failed or were skipped on which this one rests.
  public static Optional<Operation> blocker(
      Operation operation, Collection<Operation> failedOrSkipped) {
    return failedOrSkipped.stream().filter(earlier -> restsOn(operation, earlier)).findFirst();
  }

  /// Whether the operation must not be tried when the earlier one did not happen.
  public static boolean restsOn(Operation operation, Operation earlier) {
    return switch (operation) {
      case AddRealServer add ->
          earlier instanceof AddService service && service.service().equals(add.service());
      case AddDevice add ->
          earlier instanceof RemoveDevice cleared && cleared.name().equals(add.name());
      case AddAddress add -> restsOn(add, earlier);
      case AnnounceAddress announce ->
          earlier instanceof AddAddress add && add.address().equals(announce.address());
      case RemoveService remove ->
          earlier instanceof RemoveRealServer server && server.service().equals(remove.service());
      // The same the other way round: as long as a node holds a virtual IP it stays silent.
      case RestoreSysctl restore ->
          (earlier instanceof RemoveAddress remove && remove.silent())
              || (silencesArp(restore.key())
                  && earlier instanceof RemoveRoute route
                  && route.key().table() == RouteKey.LOCAL);
      case SetPacketRules _ ->
          earlier instanceof SetPacketRules // the first half of the same change
              || (earlier instanceof RemoveAddress remove && remove.silent());
      case StartSync start -> earlier instanceof StopSync stop && stop.role() == start.role();
      case PutRoute put -> restsOn(put, earlier);
      case SetSysctl set ->
          set.key().equals(Forwarding.IPV6)
              && earlier instanceof SetSysctl keeping
              && Forwarding.keepsRoutes(keeping.key());
      case SetTimeouts _,
          RestoreTimeouts _,
          StopSync _,
          AddService _,
          EditService _,
          EditRealServer _,
          RemoveAddress _,
          RemoveRealServer _,
          RemoveDevice _,
          AddDecapsulationPort _,
          RemoveDecapsulationPort _,
          RemoveRoute _,
          RestoreRoute _ ->
          false;
    };
  }

  /// A range that is delivered to the node itself is answered for by ARP as an address is
  /// (`arp_process` in `net/ipv4/arp.c` looks at the route). A director silences nothing, so its
  /// own ranges wait for nobody.
  private static boolean restsOn(PutRoute put, Operation earlier) {
    return (earlier instanceof AddDevice add && add.name().equals(put.route().interfaceName()))
        || (put.route().type() == Route.Type.LOCAL
            && put.key().destination().family() == AddressFamily.IPV4
            && earlier instanceof SetSysctl set
            && silencesArp(set.key()));
  }

  /// A virtual IP on a real server that is not silent takes the address away from the director.
  private static boolean restsOn(AddAddress add, Operation earlier) {
    return (add.silent() && silences(earlier, add.address()))
        || (earlier instanceof AddDevice device
            && device.name().equals(add.address().interfaceName()))
        || (earlier instanceof RemoveAddress cleared
            && Planner.clash(cleared.address(), add.address()));
  }

  private static boolean silences(Operation earlier, LocalAddress address) {
    if (earlier instanceof SetSysctl set) {
      return address.address().family() == AddressFamily.IPV4 && silencesArp(set.key());
    }
    return earlier instanceof SetPacketRules set
        && set.rules().stream()
            .anyMatch(rule ->
                rule instanceof PacketRule.ArpSilence silence
                    && silence.virtualIp().equals(address.address()));
  }

  /// Whether it makes the node silent about addresses it holds.
  public static boolean keepsSilent(Operation operation) {
    return switch (operation) {
      case SetSysctl set -> silencesArp(set.key());
      case SetPacketRules set ->
          set.rules().stream().anyMatch(PacketRule.ArpSilence.class::isInstance);
      case Operation _ -> false;
    };
  }

  private static boolean silencesArp(SysctlKey key) {
    return key.name().endsWith(".arp_ignore") || key.name().endsWith(".arp_announce");
  }
}
