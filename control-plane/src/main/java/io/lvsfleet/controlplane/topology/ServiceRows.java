package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;

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
    return new DeclaredService(
        settings.value(),
        new RowValues<>(checks, Row::value),
        new RowValues<>(realServers, row -> row.value().declared()));
  }

  /// The last change of the service or of one of its parts.
  public Revision changed() {
    Revision last = settings.changed();
    for (Row<?> row : checks.values()) {
      last = later(last, row.changed());
    }
    for (Row<?> row : realServers.values()) {
      last = later(last, row.changed());
    }
    return last;
  }

  private static Revision later(Revision a, Revision b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
