package io.lvsfleet.controlplane.declared;

import java.util.Locale;

/// Every rule a document can break. The id is stable: clients switch on it. `docs/rules.md` lists
/// them and a test compares that list with this one.
public enum Rule {
  // The form of the document.
  UNKNOWN_FIELD("A field the format does not have is refused, with the nearest one that it has."),
  NOT_SUPPORTED_YET(
      "What belongs to a later version is refused and not silently ignored, because a cluster"
          + " would then be less than its document says."),
  WRONG_TYPE("A value has the type its field needs; a port in quotes is not a number."),
  REQUIRED("A field that has no default is written."),
  DUPLICATE_KEY("A name stands once in a mapping."),
  ONE_OF("Of fields that exclude each other exactly one is written."),
  UNKNOWN_VALUE("A word is one of those the field knows."),
  NAME("A name has 1 to 63 characters: lower-case letters, digits and inner hyphens."),
  ADDRESS("An address is an IPv4 or IPv6 literal; names are never resolved."),
  DURATION("A duration is a whole number with its unit: ms, s, m or h."),
  PORT_RANGE("A port is 0 to 65535; 0 only where it means every port."),
  PREFIX_LENGTH("A prefix length is 1 to the bits of the address: 32 for IPv4, 128 for IPv6."),
  NETMASK("A netmask is ones followed by zeros, in dotted form."),
  INTERFACE_NAME(
      "An interface name has 1 to 15 ASCII characters without blanks, slashes and colons, and every"
          + " virtual IP has one: its own or its director's."),
  WEIGHT_RANGE("A weight is 0 to 65535."),
  COUNT_RANGE("A number lies in its field's range."),
  MARK_RANGE("A firewall mark is 1 to 4294967295."),
  NETWORK("A network is ADDRESS/LENGTH without host bits."),
  ADDRESS_RANGE("Addresses are one, a network without host bits, or FIRST-LAST of one family."),
  PORTS("Ports are numbers and ranges of 1 to 65535, separated by commas: 80,443,8000-8099."),
  DURATION_RANGE("A duration lies in its field's range."),
  MULTICAST_GROUP("Directors synchronise connections by a multicast address."),
  KERNEL_PARAMETER("A kernel parameter is named as sysctl does: net.ipv4.ip_forward."),
  PRIORITY_RANGE(
      "A director's priority is 1 to 254: 255 would say that the virtual IPs are its own addresses,"
          + " which they never are."),
  FILE_PATH("A file on a director is named by an absolute path."),
  UNKNOWN_SCHEDULER("A scheduler is one that ip_vs has."),
  TIME(
      "A time is one like 2026-01-31T12:00:00Z (RFC 3339, in UTC), or a duration that is counted from"
          + " the beginning of what it belongs to; an end lies ahead."),
  REASON("Who overrides a document says why."),
  TOO_MANY("A cluster has at most as many objects as this program is made for."),

  // What the parts mean together.
  UNKNOWN_REFERENCE("A name that is referred to is declared in the document."),
  USABLE_ADDRESS(
      "A host's or virtual IP's address is a unicast address: not 0.0.0.0, loopback, multicast,"
          + " broadcast, nor the network's or broadcast address of its own network."),
  VIP_UNIQUE("Two virtual IPs of a cluster have different addresses."),
  VIP_USED_BY_ANOTHER_CLUSTER("A virtual IP's address belongs to one cluster."),
  VIP_IS_NOT_A_HOST("A virtual IP's address is not the address of a host of the cluster."),
  SERVICE_UNIQUE(
      "Two virtual services differ in protocol, virtual IP or port; two services of one firewall"
          + " mark differ in family."),
  MATCH_UNIQUE("A packet gets one mark: matches of two services do not overlap."),
  RANGE_NEEDS_FIREWALL_MARK(
      "A range of virtual IPs is for services with a firewall mark: ip_vs has one address or a mark"
          + " for each virtual service."),
  RANGE_IS_ANSWERED_FOR(
      "A director that holds another cluster's virtual IPs silently by arp_ignore has no IPv4 range"
          + " of its own, because it would be silent about that too."),
  REAL_SERVER_UNIQUE("Two real servers of a service differ in address or port."),
  DR_KEEPS_PORT(
      "DR and tunnel deliver a packet as it came, so a real server has its service's port."),
  FAMILY_MISMATCH(
      "A real server has its service's address family, except behind a tunnel, which may carry"
          + " one family in the other."),
  SCHEDULER_FLAGS("Only the schedulers sh and mh have flags."),
  ONE_PACKET_UDP_ONLY("One-packet scheduling is for UDP services."),
  PORT_ZERO_NEEDS_PERSISTENCE("A service on every port (port 0) has persistence."),
  PERSISTENCE_LIMITS(
      "A persistence timeout is 0s (off) or 1 s to 31 days in whole seconds; its netmask fits the"
          + " service's family; the engine sip is for UDP."),
  THRESHOLDS("A lower threshold is at most the upper one."),
  TUNNEL_SETTINGS(
      "Tunnel settings belong to tunnel forwarding; GUE has a port and only GUE has one and"
          + " remote checksums."),
  TUNNEL_CHECKSUM("The device an agent makes takes GRE without checksums; GUE may have them."),
  SYNC_EXCLUDES_MIXED_TUNNELS(
      "Connection synchronisation and a tunnel that carries one family in the other exclude each"
          + " other in ip_vs."),
  NAT_ADDRESS(
      "The real servers' own traffic leaves with at most one address of a family, and only with one"
          + " of a family that their networks have."),
  GATEWAY_NEEDS_NETWORK(
      "A gateway's address is written with its network, whose real servers have it as their default"
          + " route."),
  GATEWAY_UNKNOWN(
      "A default route that is managed leads somewhere: to a virtual IP with use: gateway, or to the"
          + " director's address of the same label in nodes.NAME.addresses."),
  GATEWAY_MANAGED_ONCE("A node has one managed default route of a family."),
  HOLD_ON_INTERFACE(
      "A virtual IP on the real server's own interface needs arp: nftables, the name of the"
          + " interface, and IPv4: nothing else keeps the node silent about it."),
  ARP_BY_NFTABLES(
      "Silence by nftables is for single IPv4 addresses, and of a node that is reached at an IPv4"
          + " address."),
  NODE_CANNOT(
      "What a node's agent has reported that its kernel cannot do is not asked of it. Nothing is"
          + " known of a node whose agent has never connected, and nothing refused."),
  TIMEOUT_AT_MOST_INTERVAL("A check's timeout is at most its interval."),
  CHECK_INTERVAL("A check's interval is 100 ms to 1 h."),
  CHECK_NEEDS_PORT(
      "A check that asks a port names it when the service is of another protocol or its real server"
          + " has no port of its own; a service without checks has one TCP check."),
  CHECK_OPTIONS(
      "The fields of a check fit its type and each other: digests, statuses, regular expressions,"
          + " file names, addresses."),
  CHECK_ON_REAL_SERVER(
      "What only the real server's own node can know (listen, mount, load) is asked there: from:"
          + " realServer."),
  CHECK_AGREE("Whose word counts is said where two look: from: both."),
  HEALTH_POLICY(
      "The parts of a health policy fit each other: a hysteresis below its quorum, a least weight"
          + " below the most, times of at most a day."),
  QUORUM_REACHABLE("All real servers together have the weight that a quorum is gained with."),
  SORRY_SERVER("A sorry server is none of the service's real servers."),
  DIRECTOR_IN_ONE_CLUSTER(
      "A director belongs to one cluster, because ip_vs timeouts and kernel parameters are per"
          + " network namespace."),
  DIRECTOR_NEEDS_AGENT("A director runs an agent."),
  DIRECTOR_UNIQUE("A node is a director of its cluster once."),
  VRRP_NEEDS_VIRTUAL_IP("Directors that fail over share at least one virtual IP that is no range."),
  VRRP_INTERVAL(
      "VRRP advertises every 10 ms to 40.95 s in hundredths of a second, in version 2 every 1 to 255"
          + " whole seconds; deadAfter leaves room for three advertisements and the skew: at least"
          + " 40 ms, in version 2 at least 4 s."),
  VRRP_FAMILY(
      "Version 2 of VRRP advertises over IPv4; with IPv6 virtual IPs alone it is version 3."),
  VRRP_PASSWORD("Only version 2 of VRRP has a password: 1 to 8 printable ASCII characters."),
  VRRP_PEERS(
      "Unicast needs of every director one address of the virtual IPs' family that the others reach"
          + " it at, and at least one peer."),
  VIRTUAL_ROUTER_ID_UNIQUE(
      "A virtual router id stands for one cluster on a network, and some id is left."),
  TRACK_UNIQUE("A director tracks a thing once."),
  CATCH_UP_NEEDS_SYNC("Only with connectionSync is there anything to catch up with."),
  SYNC_LENGTH(
      "A message of connection synchronisation has at most 65507 bytes, to an IPv6 group 65487, and"
          + " where a director may be a backup at least 1024: it takes no shorter ones."),
  RANGE_NEEDS_ONE_DIRECTOR(
      "An IPv4 range of virtual IPs has a single director: the kernel answers ARP for a range"
          + " whoever is master."),
  LOCAL_NODE_OF_A_PAIR(
      "Where directors fail over, one that is a real server is so by dr and with connectionSync: only"
          + " a backup's sync daemon keeps ip_vs from balancing what the master sent to it. A default"
          + " route through the master, as nat wants it, it does not have."),
  NO_ADDRESS(
      "A node's address is known: its agent has connected once, or the document gives"
          + " nodes.NAME.addresses."),
  ADDRESS_AMBIGUOUS(
      "Of a node's addresses one lies in the virtual IP's network or it has only one."),

  // Not refused, only said.
  DR_SAME_NETWORK(
      "A warning: DR reaches only hosts on the director's own link, and an address outside the"
          + " virtual IP's network often is not. Two networks on one link are fine."),
  GATEWAY_STAYS(
      "A warning: NAT real servers of directors that fail over have a gateway that moves with the"
          + " master: a virtual IP with use: gateway in their network."),
  EQUAL_PRIORITIES(
      "A warning: of directors of one priority the higher address becomes master when they start"
          + " together, and afterwards whoever was first stays."),
  CHECK_NEEDS_AGENT(
      "A warning: a check from the real server alone is not performed for a real server without an"
          + " agent."),
  PORT_REUSE_DELAY(
      "A warning: before Linux 5.9 connection tracking of ip_vs and conn_reuse_mode 1 delay a client"
          + " that uses a port again by a second."),
  REMOVES_MUCH(
      "A change that takes away many virtual services or real servers at once is confirmed with"
          + " their number.");

  private final String sentence;

  Rule(String sentence) {
    this.sentence = sentence;
  }

  /// For example `dr-keeps-port`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String sentence() {
    return sentence;
  }
}
