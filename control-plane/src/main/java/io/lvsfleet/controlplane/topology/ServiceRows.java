package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A virtual service with its parts.
///
/// @param settings its revision also grows when a part is removed
public record ServiceRows(
    Row<ServiceSettings> settings,
    SortedMap<String, Row<DeclaredCheck>> checks,
    SortedMap<String, Row<AllocatedRealServer>> realServers) {

  public ServiceRows {
    checks = Sorted.map(checks);
    realServers = Sorted.map(realServers);
  }

  public DeclaredService declared() {
    SortedMap<String, DeclaredCheck> declaredChecks = new TreeMap<>();
    checks.forEach((name, row) -> declaredChecks.put(name, row.value()));
    SortedMap<String, DeclaredRealServer> declaredServers = new TreeMap<>();
    realServers.forEach((name, row) -> declaredServers.put(name, row.value().declared()));
    return new DeclaredService(settings.value(), declaredChecks, declaredServers);
  }

  /// The last change of the service or of one of its parts.
  public Revision changed() {
    return Stream.of(
            Stream.of(settings.changed()),
            checks.values().stream().map(Row::changed),
            realServers.values().stream().map(Row::changed))
        .flatMap(revisions -> revisions)
        .reduce(Revision.NONE, (a, b) -> a.compareTo(b) < 0 ? b : a);
  }
}
