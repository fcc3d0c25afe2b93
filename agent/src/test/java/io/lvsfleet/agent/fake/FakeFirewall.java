package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A packet filter somebody else runs: it drops the packets of the services it was told to.
public final class FakeFirewall implements Firewall {

  private final SortedMap<VirtualServiceKey, Finding> drops = new TreeMap<>();

  /// Somebody added a rule that drops the packets of this service.
  public Finding drop(VirtualServiceKey service) {
    Finding finding =
        new Finding(
            service.describe(),
            "ip filter INPUT: policy drop",
            "nft insert rule ip filter INPUT accept");
    drops.put(service, finding);
    return finding;
  }

  public void clear() {
    drops.clear();
  }

  @Override
  public SortedSet<Finding> findings(KernelState wanted) {
    SortedSet<Finding> findings = new TreeSet<>();
    for (VirtualServiceKey service : wanted.services().keySet()) {
      Finding finding = drops.get(service);
      if (finding != null) {
        findings.add(finding);
      }
    }
    return Sorted.set(findings);
  }
}
