package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.MarkMatch.Destination;
import io.lvsfleet.controlplane.declared.PortRange;
import io.lvsfleet.model.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Matches of a service as the JSON of one column and back.
final class MatchRows {

  private MatchRows() {}

  static List<Map<String, String>> of(List<MarkMatch> matches) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (MarkMatch match : matches) {
      Map<String, String> row = new HashMap<>();
      switch (match.destination()) {
        case Destination.ToVirtualIp(String name) -> row.put("virtualIp", name);
        case Destination.ToAddresses(AddressRange range) ->
            row.put("addresses", range.first() + "-" + range.last());
      }
      if (match.protocol() != null) {
        row.put("protocol", match.protocol().name());
      }
      if (!match.ports().isEmpty()) {
        row.put(
            "ports",
            match.ports().stream()
                .map(ports -> ports.first() + "-" + ports.last())
                .collect(Collectors.joining(",")));
      }
      rows.add(row);
    }
    return rows;
  }

  static List<MarkMatch> value(List<Map<String, String>> rows) {
    return rows.stream().map(MatchRows::value).toList();
  }

  private static MarkMatch value(Map<String, String> row) {
    String virtualIp = row.get("virtualIp");
    String protocol = row.get("protocol");
    String ports = row.get("ports");
    List<PortRange> ranges = new ArrayList<>();
    if (ports != null) {
      for (String range : ports.split(",", -1)) {
        int dash = range.indexOf('-');
        ranges.add(
            new PortRange(
                Integer.parseInt(range.substring(0, dash)),
                Integer.parseInt(range.substring(dash + 1))));
      }
    }
    return new MarkMatch(
        virtualIp != null
            ? new Destination.ToVirtualIp(virtualIp)
            : new Destination.ToAddresses(
                AddressRange.tryParse(Objects.requireNonNull(row.get("addresses"))).orElseThrow()),
        protocol == null ? null : Protocol.valueOf(protocol),
        ranges);
  }
}
