package io.lvsfleet.agent.core.readiness;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node lacks to be a real server, per cluster and virtual IP.
public final class ReadinessJudge {

  private ReadinessJudge() {}

  public static SortedMap<ClusterId, Readiness> judge(NodeState desired, KernelState observed) {
    SortedMap<ClusterId, Readiness> all = new TreeMap<>();
    desired.realServers().forEach((cluster, state) -> all.put(cluster, judge(state, observed)));
    return all;
  }

  private static Readiness judge(RealServerState wanted, KernelState observed) {
    List<Precondition> parameters = new ArrayList<>();
    wanted
        .sysctls()
        .forEach((key, value) -> parameter(key, value, observed).ifPresent(parameters::add));
    SortedMap<IpAddress, List<Precondition>> addresses = new TreeMap<>();
    for (LocalAddress address : wanted.heldAddresses()) {
      List<Precondition> missing = new ArrayList<>(parameters);
      if (!observed.addresses().contains(address)) {
        missing.add(new Precondition(address.toString(), "absent", "present"));
      }
      addresses.put(address.address(), List.copyOf(missing));
    }
    return Readiness.of(addresses);
  }

  private static Optional<Precondition> parameter(
      SysctlKey key, String needed, KernelState observed) {
    String seen = Parameter.of(key).seen(observed.sysctls());
    return Parameter.of(key).satisfies(seen, needed)
        ? Optional.empty()
        : Optional.of(new Precondition(key.name(), seen, needed));
  }
}
