package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredTracker;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import io.lvsfleet.model.VrrpInstance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How one director shares the virtual IPs with the others: by one virtual router. It names the
/// addresses of its family, as many as an advertisement takes, and moves all others beside them
/// (keepalived's `virtual_ipaddress_excluded`), so that they never part.
final class FailoverCompiler {

  /// A director that cannot program ip_vs steps back behind everyone who can, and serves as it is
  /// when nobody else does.
  private static final Tracker IPVS =
      new Tracker(new Subject.IpvsProgrammable(), -Tracker.MAX_WEIGHT);

  private final ClusterTopology cluster;
  private final ClusterSettings settings;
  private final DeclaredVrrp vrrp;
  private final Allocated allocated;
  private final AllocatedVrrp router;
  private final List<DeclaredVirtualIp> virtualIps;
  private final AddressFamily family;

  private FailoverCompiler(ClusterTopology cluster, DeclaredVrrp vrrp) {
    this.cluster = cluster;
    this.settings = cluster.settings().value().declared();
    this.vrrp = vrrp;
    this.allocated = cluster.settings().value().allocated();
    this.router = Objects.requireNonNull(allocated.vrrp(), "accepted without a virtual router");
    this.virtualIps = cluster.virtualIps().values().stream().map(Row::value).toList();
    this.family =
        Objects.requireNonNull(DeclaredVrrp.family(virtualIps), "accepted without a virtual IP");
  }

  /// Null for a director that is alone.
  static @Nullable FailoverCompiler of(ClusterTopology cluster) {
    DeclaredVrrp vrrp = cluster.settings().value().declared().failover(cluster.members().size());
    return vrrp == null ? null : new FailoverCompiler(cluster, vrrp);
  }

  /// The same director while an operator keeps it from being master.
  static DirectorState inMaintenance(DirectorState director) {
    Failover failover = director.failover();
    return failover == null
        ? director
        : ClusterRecompiler.with(
            director,
            new Failover(
                failover.instances(),
                failover.preempt(),
                failover.preemptDelay(),
                failover.startDelay(),
                failover.trackers(),
                failover.sync(),
                failover.catchUp(),
                true,
                failover.handover()));
  }

  /// @param held all its virtual addresses
  Failover compile(DeclaredMember member, SortedSet<LocalAddress> held) {
    DeclaredSync sync = settings.connectionSync();
    int syncId = Objects.requireNonNullElse(allocated.syncId(), 0);
    Handover order = allocated.handover();
    return new Failover(
        Sorted.map(new TreeMap<>(Map.of(cluster.id().name(), instance(member, held)))),
        vrrp.preempts(),
        vrrp.effectivePreemptDelay(),
        vrrp.effectiveStartDelay(),
        trackers(member, held),
        sync == null ? null : sync.effective(syncId),
        vrrp.effectiveCatchUp(sync != null),
        false,
        order != null && order.from().equals(member.node()) ? order.order() : null);
  }

  private VrrpInstance instance(DeclaredMember member, SortedSet<LocalAddress> held) {
    SortedSet<LocalAddress> named =
        held.stream()
            .filter(address -> address.address().family() == family)
            .limit(VrrpInstance.MAX_ADVERTISED)
            .collect(Collectors.toCollection(TreeSet::new));
    SortedSet<LocalAddress> others = new TreeSet<>(held);
    others.removeAll(named);
    SortedSet<IpAddress> peers = new TreeSet<>();
    if (vrrp.isUnicast()) {
      peers.addAll(vrrp.peers());
      router
          .addresses()
          .forEach((node, address) -> {
            if (!node.equals(member.node())) {
              peers.add(address);
            }
          });
    }
    IpAddress written = member.address();
    return new VrrpInstance(
        vrrp.effectiveVersion(),
        router.virtualRouterId(),
        interfaceOf(member),
        family,
        member.effectivePriority(),
        vrrp.effectiveInterval(),
        peers,
        written == null ? router.addresses().get(member.node()) : written,
        vrrp.password(),
        named,
        others,
        vrrp.resends());
  }

  private String interfaceOf(DeclaredMember member) {
    String name = vrrp.interfaceOf(member, virtualIps);
    if (name == null) {
      throw new IllegalStateException(member.node() + " was accepted without an interface");
    }
    return name;
  }

  /// What is written; and every interface with a virtual IP, because half of the addresses are of
  /// no use to anybody; and ip_vs itself.
  private SortedSet<Tracker> trackers(DeclaredMember member, SortedSet<LocalAddress> held) {
    SortedSet<Tracker> trackers = new TreeSet<>();
    vrrp.track().stream().map(DeclaredTracker::effective).forEach(tracker -> trackers.add(tracker));
    Set<Subject> written =
        vrrp.track().stream().map(DeclaredTracker::subject).collect(Collectors.toSet());
    String own = interfaceOf(member);
    for (LocalAddress address : held) {
      Subject device = new Subject.Interface(address.interfaceName());
      if (!address.interfaceName().equals(own) && !written.contains(device)) {
        trackers.add(new Tracker(device, 0));
      }
    }
    if (!written.contains(IPVS.subject())) {
      trackers.add(IPVS);
    }
    return trackers;
  }
}
