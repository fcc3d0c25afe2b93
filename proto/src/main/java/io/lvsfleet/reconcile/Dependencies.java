package io.lvsfleet.reconcile;

import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
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
      // A virtual IP on lo without the ARP parameters takes the address away from the director.
      case AddAddress add ->
          (add.address().onLoopback() && earlier instanceof SetSysctl)
              || (earlier instanceof RemoveAddress cleared
                  && Planner.clash(cleared.address(), add.address()));
      case AnnounceAddress announce ->
          earlier instanceof AddAddress add && add.address().equals(announce.address());
      case RemoveService remove ->
          earlier instanceof RemoveRealServer server && server.service().equals(remove.service());
      // The same the other way round: as long as a virtual IP is on lo the node stays silent.
      case RestoreSysctl _ ->
          earlier instanceof RemoveAddress remove && remove.address().onLoopback();
      case SetSysctl _,
          AddService _,
          EditService _,
          EditRealServer _,
          RemoveAddress _,
          RemoveRealServer _ ->
          false;
    };
  }
}
