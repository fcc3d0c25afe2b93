package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import java.util.TreeMap;

/// A virtual service with all that belongs to it.
///
/// @param checks those written; empty as well when none is written and the default one holds
public record DeclaredService(
    ServiceSettings settings,
    SortedMap<String, DeclaredCheck> checks,
    SortedMap<String, DeclaredRealServer> realServers)
    implements Fragment {

  public DeclaredService {
    checks = Sorted.map(checks);
    realServers = Sorted.map(realServers);
    if (!settings.ownChecks() && !checks.isEmpty()) {
      throw new IllegalArgumentException("a service that has checks has them written");
    }
  }

  /// Those that hold: the default one when `checks` is not written. Those that use what the cluster
  /// has under a name have what stands there.
  public SortedMap<String, DeclaredCheck> effectiveChecks(
      SortedMap<String, DeclaredCheck> templates) {
    SortedMap<String, DeclaredCheck> resolved = new TreeMap<>(effectiveChecks());
    resolved.replaceAll((_, check) -> check.resolved(templates));
    return resolved;
  }

  /// As far as they are written in the service.
  public SortedMap<String, DeclaredCheck> effectiveChecks() {
    return settings.ownChecks()
        ? checks
        : Sorted.map(
            new TreeMap<>(java.util.Map.of(DeclaredCheck.DEFAULT_NAME, DeclaredCheck.DEFAULT)));
  }
}
