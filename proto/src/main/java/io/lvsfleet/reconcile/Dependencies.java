package io.lvsfleet.reconcile;

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
      case RestoreSysctl _ -> earlier instanceof RemoveAddress remove && remove.silent();
      case SetPacketRules _ ->
          earlier instanceof SetPacketRules // the first half of the same change
              || (earlier instanceof RemoveAddress remove && remove.silent());
      case StartSync start -> earlier instanceof StopSync stop && stop.role() == start.role();
      case PutRoute put ->
          earlier instanceof AddDevice add && add.name().equals(put.route().interfaceName());
      case SetSysctl _,
          SetTimeouts _,
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

  /// A virtual IP on a real server that is not silent takes the address away from the director.
  private static boolean restsOn(AddAddress add, Operation earlier) {
    return (add.silent() && (earlier instanceof SetSysctl || earlier instanceof SetPacketRules))
        || (earlier instanceof AddDevice device
            && device.name().equals(add.address().interfaceName()))
        || (earlier instanceof RemoveAddress cleared
            && Planner.clash(cleared.address(), add.address()));
  }
}
