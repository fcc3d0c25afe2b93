package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.CheckType;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Tunnel;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The words of the format, each list once for reading and writing.
final class Words {

  static final Map<String, Protocol> PROTOCOLS =
      words(List.of(Protocol.values()), p -> lower(p.name()));
  static final Map<String, AddressFamily> FAMILIES =
      words(List.of(AddressFamily.values()), f -> lower(f.name()));
  static final Map<String, Scheduler> SCHEDULERS =
      words(List.of(Scheduler.values()), Scheduler::kernelName);
  static final Map<String, SchedulerFlag> FLAGS =
      words(List.of(SchedulerFlag.values()), SchedulerFlag::word);
  static final Map<String, OnFailure> ON_FAILURE =
      words(List.of(OnFailure.values()), o -> lower(o.name()));
  static final Map<String, DeclaredCheck.From> FROM =
      words(List.of(DeclaredCheck.From.values()), DeclaredCheck.From::word);
  static final Map<String, DeclaredCheck.Agree> AGREE =
      words(List.of(DeclaredCheck.Agree.values()), DeclaredCheck.Agree::word);
  static final Map<String, CheckType> CHECK_TYPES =
      words(List.of(CheckType.values()), CheckType::word);
  static final Map<String, Tunnel.Type> TUNNEL_TYPES =
      words(List.of(Tunnel.Type.values()), t -> lower(t.name()));
  static final Map<String, Tunnel.Checksum> CHECKSUMS =
      words(List.of(Tunnel.Checksum.values()), c -> lower(c.name()));
  static final Map<String, ForwardingMethod> FORWARDING =
      words(
          Arrays.stream(ForwardingMethod.values())
              .filter(m -> m != ForwardingMethod.LOCAL)
              .toList(),
          Words::forwarding);

  static final Map<String, DeclaredVirtualIp.Use> USES =
      words(List.of(DeclaredVirtualIp.Use.values()), u -> lower(u.name()));
  static final Map<String, HostSettings.Hold> HOLDS =
      words(List.of(HostSettings.Hold.values()), h -> lower(h.name()));
  static final Map<String, HostSettings.ArpMethod> ARP_METHODS =
      words(List.of(HostSettings.ArpMethod.values()), a -> lower(a.name()));
  static final Map<String, HostSettings.GatewayCare> GATEWAY_CARES =
      words(List.of(HostSettings.GatewayCare.values()), g -> lower(g.name()));
  static final Map<String, NodePolicy.Drift> DRIFT_POLICIES =
      words(List.of(NodePolicy.Drift.values()), d -> lower(d.name()));

  private Words() {}

  static String forwarding(ForwardingMethod method) {
    return switch (method) {
      case MASQUERADING -> "nat";
      case TUNNELING -> "tunnel";
      case DIRECT_ROUTING -> "dr";
      case LOCAL -> throw new IllegalArgumentException("local forwarding is never declared");
    };
  }

  static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  /// The word of a value.
  static <T> String of(Map<String, T> words, T value) {
    return words.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static <T> Map<String, T> words(List<T> values, Function<T, String> word) {
    Map<String, T> words = new LinkedHashMap<>();
    values.forEach(v -> words.put(word.apply(v), v));
    return Collections.unmodifiableMap(words);
  }
}
