package io.lvsfleet.wire;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.WitnessReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Draws what travels between the programs, on top of the kernel's words of [ModelGen].
final class WireGen {

  private static final List<String> NAMES = List.of("web", "dns", "a", "node-1", "x".repeat(63));
  private static final List<String> TEXTS =
      List.of("", "connect 10.0.0.21:80: refused", "ünïcödé 漢字 🎉", "a\nb\t\"c\"");

  private final ModelGen gen;

  WireGen(long seed) {
    this.gen = new ModelGen(seed);
  }

  Desired desired() {
    return new Desired(stamp(), nodeState(), gen.below(1000));
  }

  Stamp stamp() {
    SortedMap<ClusterId, Revision> clusters = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      clusters.put(cluster(), new Revision(gen.below(Integer.MAX_VALUE) * 4_000_000_000L));
    }
    return new Stamp("i" + gen.below(10), gen.below(Integer.MAX_VALUE) * 4_000_000_000L, clusters);
  }

  NodeState nodeState() {
    SortedMap<ClusterId, RealServerState> realServers = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      realServers.put(cluster(), RealServerState.of(gen.addresses(4), sysctls()));
    }
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    for (CheckKey key : checkKeys()) {
      checks.put(key, check());
    }
    return NodeState.of(node(), gen.oneIn(3) ? null : director(), realServers, checks);
  }

  private DirectorState director() {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    for (int i = gen.below(4); i > 0; i--) {
      VirtualServiceKey key = gen.serviceKey();
      services.put(
          key,
          ServiceSpec.of(
              name(),
              gen.serviceConfig(key),
              gen.pick(List.of(OnFailure.values())),
              realServers(key)));
    }
    return DirectorState.of(
        cluster(), gen.pick(List.of(DirectorRole.values())), gen.addresses(4), services, sysctls());
  }

  private SortedMap<RealServerKey, RealServerSpec> realServers(VirtualServiceKey service) {
    SortedMap<RealServerKey, RealServerSpec> realServers = new TreeMap<>();
    for (int i = gen.below(4); i > 0; i--) {
      RealServerConfig config = gen.realServerConfig();
      realServers.put(
          gen.realServerKey(service, config),
          new RealServerSpec(name(), config, gate(), checkKeys(), checkKeys()));
    }
    return realServers;
  }

  private RealServerSpec.@Nullable Gate gate() {
    SortedSet<IpAddress> addresses = new TreeSet<>();
    for (LocalAddress address : gen.addresses(3)) {
      addresses.add(address.address());
    }
    return gen.oneIn(3) ? null : RealServerSpec.Gate.of(node(), addresses);
  }

  private CheckSpec check() {
    Duration interval = Duration.ofMillis(100 + gen.below(3_599_901));
    return new CheckSpec(
        new CheckSpec.Probe.TcpConnect(gen.localAddress().address(), gen.below(65_536)),
        interval,
        Duration.ofMillis(1 + gen.below((int) interval.toMillis())),
        1 + gen.below(100),
        1 + gen.below(100));
  }

  private SortedMap<SysctlKey, String> sysctls() {
    return gen.kernelState().sysctls();
  }

  WitnessReport witness() {
    return new WitnessReport(node(), gen.oneIn(2), readiness(), verdicts());
  }

  SortedMap<ClusterId, Readiness> readiness() {
    SortedMap<ClusterId, Readiness> all = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      SortedMap<IpAddress, List<Precondition>> addresses = new TreeMap<>();
      for (LocalAddress address : gen.addresses(3)) {
        List<Precondition> missing = new ArrayList<>();
        for (int j = gen.below(3); j > 0; j--) {
          missing.add(new Precondition(name(), text(), text()));
        }
        addresses.put(address.address(), missing);
      }
      all.put(cluster(), Readiness.of(addresses));
    }
    return all;
  }

  SortedMap<CheckKey, CheckVerdict> verdicts() {
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>();
    for (CheckKey key : checkKeys()) {
      all.put(
          key,
          new CheckVerdict(
              gen.pick(List.of(CheckVerdict.State.values())),
              Instant.ofEpochMilli(gen.below(Integer.MAX_VALUE) * 1000L + gen.below(1000)),
              text()));
    }
    return all;
  }

  private SortedSet<CheckKey> checkKeys() {
    SortedSet<CheckKey> keys = new TreeSet<>();
    for (int i = gen.below(3); i > 0; i--) {
      keys.add(new CheckKey(cluster(), name(), name(), name()));
    }
    return keys;
  }

  private ClusterId cluster() {
    return new ClusterId(name());
  }

  private NodeId node() {
    return new NodeId(name());
  }

  private String name() {
    return gen.pick(NAMES);
  }

  private String text() {
    return gen.pick(TEXTS);
  }
}
