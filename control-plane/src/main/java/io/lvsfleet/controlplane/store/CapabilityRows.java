package io.lvsfleet.controlplane.store;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an agent can do as the JSON of one column and back. A word this version does not know was
/// written by a later one: it is left out, as if the agent could not do it.
final class CapabilityRows {

  private CapabilityRows() {}

  static @Nullable Map<String, List<String>> of(Capabilities can) {
    if (can.equals(Capabilities.UNKNOWN)) {
      return null;
    }
    Map<String, List<String>> row = new HashMap<>();
    row.put("ipvsVersion", List.of(can.ipvsVersion()));
    row.put("connectionTableSize", List.of(Integer.toString(can.connectionTableSize())));
    row.put("schedulers", List.copyOf(can.schedulers()));
    row.put("engines", List.copyOf(can.engines()));
    row.put("tunnels", names(can.tunnels()));
    row.put("protocols", names(can.protocols()));
    row.put("devices", names(can.devices()));
    row.put("ipv6", List.of(Boolean.toString(can.ipv6())));
    row.put("packetFilter", List.of(can.packetFilter()));
    row.put("parameters", can.parameters().stream().map(SysctlKey::name).toList());
    return row;
  }

  private static List<String> names(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).toList();
  }

  static Capabilities value(@Nullable Map<String, List<String>> row) {
    return row == null
        ? Capabilities.UNKNOWN
        : new Capabilities(
            one(row, "ipvsVersion"),
            Integer.parseInt(row.getOrDefault("connectionTableSize", List.of("0")).getFirst()),
            texts(row, "schedulers", text -> text),
            texts(row, "engines", text -> text),
            known(row, "tunnels", Tunnel.Type.values()),
            known(row, "protocols", Protocol.values()),
            known(row, "devices", Device.Kind.values()),
            Boolean.parseBoolean(one(row, "ipv6")),
            one(row, "packetFilter"),
            texts(row, "parameters", SysctlKey::new));
  }

  private static String one(Map<String, List<String>> row, String field) {
    return row.getOrDefault(field, List.of("")).getFirst();
  }

  private static <T extends Comparable<T>> SortedSet<T> texts(
      Map<String, List<String>> row, String field, Function<String, T> of) {
    return row.getOrDefault(field, List.of()).stream()
        .map(of)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static <E extends Enum<E>> SortedSet<E> known(
      Map<String, List<String>> row, String field, E[] values) {
    List<String> names = row.getOrDefault(field, List.of());
    SortedSet<E> known = new TreeSet<>();
    for (E value : values) {
      if (names.contains(value.name())) {
        known.add(value);
      }
    }
    return known;
  }
}
