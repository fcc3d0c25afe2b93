package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tracker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Directors that share the virtual IPs.
final class FailoverRules {

  /// Each is a peer of each other.
  static final int MAX_DIRECTORS = 16;

  /// keepalived's examples are full of 51, and people count from 1.
  private static final int FIRST_ID = 101;

  private static final int LAST_ID = 255;

  private static final Duration LONGEST = Duration.ofMillis(40_950);
  private static final Duration LONGEST_V2 = Duration.ofSeconds(255);
  private static final Pointer VRRP = Pointer.of("directors", "vrrp");
  private static final Pointer MEMBERS = Pointer.of("directors", "members");

  private final Examination on;
  private final DeclaredVrrp vrrp;
  private final List<DeclaredMember> members;

  private FailoverRules(Examination on, DeclaredVrrp vrrp) {
    this.on = on;
    this.vrrp = vrrp;
    this.members = on.document.members();
  }

  static void examine(Examination on) {
    syncLength(on);
    DeclaredVrrp vrrp = on.document.settings().failover(on.document.members().size());
    if (vrrp != null) {
      new FailoverRules(on, vrrp).all();
    }
  }

  private void all() {
    AddressFamily family = DeclaredVrrp.family(on.document.virtualIps().values());
    if (family == null) {
      if (on.damage.virtualIps().isEmpty()) {
        on.violation(
            Rule.VRRP_NEEDS_VIRTUAL_IP,
            Pointer.of("virtualIps"),
            "there is nothing that could move from one director to another");
      }
      return;
    }
    members();
    interval();
    if (vrrp.effectiveVersion() == 2 && family == AddressFamily.IPV6) {
      on.violation(
          Rule.VRRP_FAMILY, VRRP.then("version"), "there are IPv6 virtual IPs and no others");
    }
    if (vrrp.password() != null && vrrp.effectiveVersion() != 2) {
      on.violation(
          Rule.VRRP_PASSWORD, VRRP.then("password"), "version 3 has no authentication (RFC 9568)");
    }
    if (vrrp.catchUp() != null && on.document.settings().connectionSync() == null) {
      on.violation(
          Rule.CATCH_UP_NEEDS_SYNC,
          VRRP.then("catchUp"),
          "directors.connectionSync is not written");
    }
    interfaces();
    track();
    ranges();
    localNodes();
    gateways();
    Integer id = virtualRouterId();
    var addresses = PeerAddress.of(on, vrrp, family);
    if (id != null) {
      on.vrrp = new AllocatedVrrp(id, addresses);
    }
  }

  private void members() {
    if (members.size() > MAX_DIRECTORS) {
      on.violation(
          Rule.TOO_MANY,
          MEMBERS,
          "a cluster has at most " + MAX_DIRECTORS + " directors, not " + members.size());
    }
    Set<NodeId> nodes = new HashSet<>();
    Set<Integer> priorities = new HashSet<>();
    for (int i = 0; i < members.size(); i++) {
      DeclaredMember member = members.get(i);
      if (!nodes.add(member.node())) {
        on.violation(
            Rule.DIRECTOR_UNIQUE,
            MEMBERS.then(i).then("node"),
            member.node() + " is a director of this cluster already");
      } else if (!priorities.add(member.effectivePriority())) {
        on.warning(
            Rule.EQUAL_PRIORITIES,
            MEMBERS.then(i).then("priority"),
            "another director has priority " + member.effectivePriority() + ", too");
      }
    }
  }

  private void interval() {
    Duration interval = vrrp.effectiveInterval();
    boolean written = vrrp.advertisementInterval() != null;
    boolean right =
        vrrp.effectiveVersion() == 2
            ? interval.toNanosPart() == 0
                && interval.isPositive()
                && interval.compareTo(LONGEST_V2) <= 0
            : interval.toNanos() % 10_000_000 == 0
                && interval.isPositive()
                && interval.compareTo(LONGEST) <= 0;
    if (!right) {
      on.violation(
          Rule.VRRP_INTERVAL,
          VRRP.then(written ? "advertisementInterval" : "deadAfter"),
          "version "
              + vrrp.effectiveVersion()
              + " cannot advertise every "
              + interval.toMillis()
              + " ms");
    }
  }

  private void interfaces() {
    for (int i = 0; i < members.size(); i++) {
      if (vrrp.interfaceOf(members.get(i), on.document.virtualIps().values()) == null) {
        on.violation(
            Rule.INTERFACE_NAME,
            VRRP.then("interface"),
            "no interface is known over which " + members.get(i).node() + " could advertise");
      }
    }
  }

  private void track() {
    Set<Tracker.Subject> seen = new HashSet<>();
    for (int i = 0; i < vrrp.track().size(); i++) {
      Tracker.Subject subject = vrrp.track().get(i).subject();
      Pointer at = VRRP.then("track").then(i);
      if (!seen.add(subject)) {
        on.violation(Rule.TRACK_UNIQUE, at, subject.describe() + " is tracked already");
      }
      if (subject instanceof Tracker.Subject.Quorum(String name, int wanted)) {
        DeclaredService service = on.document.services().get(name);
        if (service == null) {
          on.violation(
              Rule.UNKNOWN_REFERENCE,
              at.then("quorum").then("service"),
              "there is no virtual service \"" + name + "\" in this document");
        } else if (service.realServers().size() < wanted) {
          on.violation(
              Rule.COUNT_RANGE,
              at.then("quorum").then("realServers"),
              name + " has " + service.realServers().size() + " real servers, not " + wanted);
        }
      }
    }
  }

  private void ranges() {
    on.document
        .virtualIps()
        .forEach((name, vip) -> {
          if (vip.isRange() && vip.address().family() == AddressFamily.IPV4) {
            range(Pointer.of("virtualIps", name, "use"), vip.addresses().toString());
          }
        });
    on.document
        .services()
        .forEach((name, service) -> {
          if (service.settings().listen() instanceof Listen.OnFirewallMark listen) {
            for (int i = 0; i < listen.match().size(); i++) {
              if (listen.match().get(i).destination()
                      instanceof MarkMatch.Destination.ToAddresses(var range)
                  && range.family() == AddressFamily.IPV4
                  && !isVirtualIp(range.first(), range.single())) {
                range(Pointer.of("virtualServices", name, "listen", "match").then(i), range + "");
              }
            }
          }
        });
  }

  private boolean isVirtualIp(IpAddress address, boolean single) {
    return single
        && on.document.virtualIps().values().stream()
            .map(DeclaredVirtualIp::address)
            .anyMatch(address::equals);
  }

  private void range(Pointer at, String range) {
    on.violation(Rule.RANGE_NEEDS_ONE_DIRECTOR, at, "all directors would answer for " + range);
  }

  private void localNodes() {
    boolean synchronised = on.document.settings().connectionSync() != null;
    on.document
        .services()
        .forEach((serviceName, service) ->
            service
                .realServers()
                .forEach((name, server) -> {
                  NodeId node = server.node();
                  if (node != null && on.isDirector(node)) {
                    String lacking = lacking(server, service, on.document.host(node), synchronised);
                    if (!lacking.isEmpty()) {
                      on.violation(
                          Rule.LOCAL_NODE_OF_A_PAIR,
                          Pointer.of("virtualServices", serviceName, "realServers", name, "node"),
                          node + " is a director, and " + lacking);
                    }
                  }
                }));
  }

  private void gateways() {
    on.document
        .services()
        .forEach((serviceName, service) ->
            service
                .realServers()
                .forEach((name, server) -> {
                  NodeId node = server.node();
                  IpAddress address = on.addresses.get(new ServerRef(serviceName, name));
                  if (node != null
                      && address != null
                      && !on.isDirector(node)
                      && server.effectiveForwarding(service.settings())
                          == ForwardingMethod.MASQUERADING
                      && on.document.host(node).effectiveGateway()
                          == HostSettings.GatewayCare.VERIFY
                      && on.document.virtualIps().values().stream()
                          .noneMatch(vip -> isGateway(vip, address))) {
                    on.warning(
                        Rule.GATEWAY_STAYS,
                        Pointer.of("virtualServices", serviceName, "realServers", name),
                        "no virtual IP is the gateway of " + address);
                  }
                }));
  }

  private static boolean isGateway(DeclaredVirtualIp vip, IpAddress address) {
    return vip.effectiveUse() == DeclaredVirtualIp.Use.GATEWAY && vip.networkContains(address);
  }

  private static String lacking(
      DeclaredRealServer server, DeclaredService service, HostSettings host, boolean synchronised) {
    ForwardingMethod method = server.effectiveForwarding(service.settings());
    if (method != ForwardingMethod.DIRECT_ROUTING) {
      return "the others would reach it by another way than dr";
    }
    if (!synchronised) {
      return "directors.connectionSync is not written";
    }
    if (host.effectiveArp() != HostSettings.ArpMethod.SYSCTL
        || host.effectiveHold() == HostSettings.Hold.INTERFACE) {
      return "would be silent about the virtual IP as master, too: hold lo and arp sysctl are needed";
    }
    return "";
  }

  private @Nullable Integer virtualRouterId() {
    Integer written = vrrp.virtualRouterId();
    if (written != null) {
      for (ClusterTopology other : on.otherClusters()) {
        if (written.equals(id(other.settings().value())) && FreeId.isNear(on, other)) {
          on.violation(
              Rule.VIRTUAL_ROUTER_ID_UNIQUE,
              VRRP.then("virtualRouterId"),
              written + " is that of cluster " + other.id() + " on the same network");
        }
      }
      return written;
    }
    ClusterTopology current = on.current();
    Integer free =
        FreeId.of(
            on,
            FIRST_ID,
            LAST_ID,
            FailoverRules::id,
            current == null ? null : id(current.settings().value()));
    if (free == null) {
      on.violation(
          Rule.VIRTUAL_ROUTER_ID_UNIQUE,
          VRRP,
          "all 255 ids are in use by clusters on this network");
    }
    return free;
  }

  private static @Nullable Integer id(AllocatedSettings settings) {
    AllocatedVrrp vrrp = settings.allocated().vrrp();
    return vrrp == null ? null : vrrp.virtualRouterId();
  }

  /// `start_sync_thread` quietly takes another length; a document says what is.
  private static void syncLength(Examination on) {
    DeclaredSync sync = on.document.settings().connectionSync();
    if (sync == null || sync.maxLength() == null) {
      return;
    }
    boolean failsOver = on.document.settings().failover(on.document.members().size()) != null;
    int most =
        sync.effectiveGroup().family() == AddressFamily.IPV4
            ? SyncDaemon.LONGEST_MESSAGE
            : SyncDaemon.LONGEST_MESSAGE_IPV6;
    if (sync.maxLength() > most
        || (failsOver && sync.maxLength() < SyncDaemon.SHORTEST_BACKUP_MESSAGE)) {
      on.violation(
          Rule.SYNC_LENGTH,
          Pointer.of("directors", "connectionSync", "maxLength"),
          sync.maxLength() + " bytes");
    }
  }
}
