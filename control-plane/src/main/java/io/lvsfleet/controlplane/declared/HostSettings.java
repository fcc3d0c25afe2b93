package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodePolicy.Drift;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How hosts are treated: written for a whole cluster, for one node, or for both.
///
/// @param unmanaged kernel parameters the operator looks after himself
/// @param hold where a real server holds virtual IPs
/// @param arp what keeps it silent about them
/// @param gateway what is done about the gateway of a NAT real server
public record HostSettings(
    SortedSet<SysctlKey> unmanaged,
    @Nullable Hold hold,
    @Nullable ArpMethod arp,
    @Nullable GatewayCare gateway,
    @Nullable Drift driftPolicy,
    @Nullable Duration driftPoll,
    @Nullable Duration statisticsInterval) {

  public static final HostSettings NONE =
      new HostSettings(Sorted.set(), null, null, null, null, null, null);

  public enum Hold {
    /// On the loopback interface.
    LO,
    /// On a dummy device of its own.
    DUMMY,
    /// On the node's own interface, where only packet rules keep it silent.
    INTERFACE
  }

  public enum ArpMethod {
    /// `arp_ignore` and `arp_announce`.
    SYSCTL,
    /// nftables rules of the family `arp`, for hosts whose parameters nobody may touch.
    NFTABLES
  }

  public enum GatewayCare {
    /// It is looked at, and a real server whose answers leave another way gets no weight.
    VERIFY,
    /// The default route is set as well.
    MANAGE,
    /// It is nobody's business: answers find their way through the director by other means.
    IGNORE
  }

  public HostSettings {
    unmanaged = Sorted.set(unmanaged);
  }

  /// What holds for a node: its own where it says something, and every unmanaged parameter of both.
  public HostSettings over(HostSettings cluster) {
    if (equals(NONE)) {
      return cluster;
    }
    SortedSet<SysctlKey> both = new TreeSet<>(unmanaged);
    both.addAll(cluster.unmanaged);
    return new HostSettings(
        both,
        hold == null ? cluster.hold : hold,
        arp == null ? cluster.arp : arp,
        gateway == null ? cluster.gateway : gateway,
        driftPolicy == null ? cluster.driftPolicy : driftPolicy,
        driftPoll == null ? cluster.driftPoll : driftPoll,
        statisticsInterval == null ? cluster.statisticsInterval : statisticsInterval);
  }

  public Hold effectiveHold() {
    return hold == null ? Hold.LO : hold;
  }

  public ArpMethod effectiveArp() {
    return arp == null ? ArpMethod.SYSCTL : arp;
  }

  public GatewayCare effectiveGateway() {
    return gateway == null ? GatewayCare.VERIFY : gateway;
  }

  public NodePolicy effectivePolicy() {
    return new NodePolicy(
        driftPolicy == null ? NodePolicy.DEFAULT.drift() : driftPolicy,
        driftPoll == null ? NodePolicy.DEFAULT.driftPoll() : driftPoll,
        statisticsInterval == null ? NodePolicy.DEFAULT.statisticsInterval() : statisticsInterval);
  }
}
