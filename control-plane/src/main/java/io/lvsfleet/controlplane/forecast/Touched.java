package io.lvsfleet.controlplane.forecast;

import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connections that an operation meets, as a director counted them last.
final class Touched {

  private final Statistics statistics;

  Touched(Statistics statistics) {
    this.statistics = statistics;
  }

  /// Active ones; null for an operation that is not about connections.
  @Nullable Long by(Operation operation) {
    return switch (operation) {
      case EditRealServer edit -> of(edit.service(), edit.realServer());
      case RemoveRealServer remove -> of(remove.service(), remove.realServer());
      case EditService edit -> of(edit.service());
      case RemoveService remove -> of(remove.service());
      case RemoveAddress remove -> remove.silent() ? null : at(remove.address());
      case AddService _, AddRealServer _ -> null;
      case Operation.AddAddress _,
          Operation.AnnounceAddress _,
          Operation.SetSysctl _,
          Operation.RestoreSysctl _,
          Operation.SetTimeouts _,
          Operation.RestoreTimeouts _,
          Operation.SyncOperation _,
          Operation.NetworkOperation _ ->
          null;
    };
  }

  long of(VirtualServiceKey service, RealServerKey realServer) {
    ServiceStatistics found = statistics.services().get(service);
    ServerStatistics server = found == null ? null : found.realServers().get(realServer);
    return server == null ? 0 : server.active();
  }

  long of(VirtualServiceKey service) {
    ServiceStatistics found = statistics.services().get(service);
    return found == null ? 0 : sum(List.of(found));
  }

  private long at(LocalAddress address) {
    return sum(
        statistics.services().entrySet().stream()
            .filter(entry ->
                entry.getKey() instanceof AddressKey key && key.address().equals(address.address()))
            .map(entry -> entry.getValue())
            .toList());
  }

  private static long sum(Collection<ServiceStatistics> services) {
    return services.stream()
        .flatMap(service -> service.realServers().values().stream())
        .mapToLong(ServerStatistics::active)
        .sum();
  }
}
