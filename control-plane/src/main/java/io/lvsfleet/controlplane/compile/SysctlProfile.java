package io.lvsfleet.controlplane.compile;

import io.lvsfleet.model.SysctlKey;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The kernel parameters this product writes, each with the role that needs it and the reason. What
/// a node had before comes back when the role ends; an operator may keep any of them to himself
/// (`sysctls: {unmanaged: […]}`). `docs/sysctls.md` is this table.
public enum SysctlProfile {
  IPV4_FORWARDING(
      Role.NAT_DIRECTOR,
      "net.ipv4.ip_forward",
      "1",
      "Answers of NAT real servers pass through the director, as does their own traffic. Written"
          + " first, because the kernel resets other parameters with it."),
  IPV6_FORWARDING(
      Role.NAT6_DIRECTOR,
      "net.ipv6.conf.all.forwarding",
      "1",
      "The same for IPv6 real servers. The kernel then forgets default routes from router"
          + " advertisements, but for interfaces whose `accept_ra` is 2: it is set first where it is 1,"
          + " and comes back too."),
  SEND_REDIRECTS(
      Role.DIRECTOR_ON_LINK,
      "net.ipv4.conf.all.send_redirects",
      "0",
      "A director that sends a packet out where it came in would tell the sender of a shorter way,"
          + " past itself. The kernel sends redirects when `all` or the interface says so."),
  DEFAULT_SEND_REDIRECTS(
      Role.DIRECTOR_ON_LINK,
      "net.ipv4.conf.default.send_redirects",
      "0",
      "The same for interfaces that are made later."),
  INTERFACE_SEND_REDIRECTS(
      Role.DIRECTOR_ON_LINK,
      "net.ipv4.conf.INTERFACE.send_redirects",
      "0",
      "The same for each interface with a virtual IP."),
  EXPIRE_NODEST_CONN(
      Role.DIRECTOR,
      "net.ipv4.vs.expire_nodest_conn",
      "1",
      "Connections of a real server that was removed end with their next packet; otherwise their"
          + " clients would send into nothing until a timeout."),
  EXPIRE_QUIESCENT_TEMPLATE(
      Role.DIRECTOR,
      "net.ipv4.vs.expire_quiescent_template",
      "1",
      "Persistence does not bind new connections to a real server of weight 0."),
  CONN_REUSE_MODE(
      Role.DIRECTOR,
      "net.ipv4.vs.conn_reuse_mode",
      "1",
      "A client that uses a port again is scheduled anew; with 0 it would meet a real server that has"
          + " long been removed or has weight 0. Kernels before 5.9 delay it by a second when"
          + " connection tracking is on, which is the lesser evil and told as a warning."),
  SLOPPY_TCP(
      Role.DIRECTOR,
      "net.ipv4.vs.sloppy_tcp",
      "0",
      "A TCP connection begins with a SYN. A packet from its middle would be scheduled at random and"
          + " answered with a reset."),
  SLOPPY_SCTP(Role.DIRECTOR, "net.ipv4.vs.sloppy_sctp", "0", "The same for SCTP."),
  RUN_ESTIMATION(
      Role.DIRECTOR,
      "net.ipv4.vs.run_estimation",
      "1",
      "Without estimation there are no rates to report."),
  SNAT_REROUTE(
      Role.NAT_DIRECTOR,
      "net.ipv4.vs.snat_reroute",
      "1",
      "An answer leaves by the route of the virtual IP it leaves with, not by that of the real"
          + " server."),
  CONNTRACK(
      Role.MASQUERADING_DIRECTOR,
      "net.ipv4.vs.conntrack",
      "1",
      "Where nftables translates addresses beside ip_vs, both have to agree on who owns a"
          + " connection."),
  SYNC_THRESHOLD(
      Role.SYNCHRONISED_DIRECTOR,
      "net.ipv4.vs.sync_threshold",
      "0 0",
      "A connection is told to the backup when it is established, and not only after its third"
          + " packet and with every fiftieth. The price is one message for every connection, short"
          + " ones too: some 50 bytes, many in one packet."),
  SYNC_REFRESH_PERIOD(
      Role.SYNCHRONISED_DIRECTOR,
      "net.ipv4.vs.sync_refresh_period",
      "10",
      "A connection with traffic is told again every 10 s, so that a backup that has just started"
          + " soon knows it. Without, it would never hear of those that are established already. The"
          + " price is a message for each of them every 10 s, however many packets it has. One"
          + " without traffic stays unknown to a new backup: ip_vs tells of connections only when"
          + " packets pass."),
  BACKUP_ONLY(
      Role.REACHED_DIRECTOR,
      "net.ipv4.vs.backup_only",
      "1",
      "While its sync daemon is a backup's, ip_vs leaves packets alone: what the master sent to this"
          + " director as a real server would be balanced once more, back and forth."),
  ARP_IGNORE(
      Role.SILENT_REAL_SERVER,
      "net.ipv4.conf.all.arp_ignore",
      "1",
      "No answer to ARP requests for an address of another interface: the virtual IP is on lo and"
          + " belongs to the director. The kernel takes the higher one of `all` and the interface, so"
          + " `all` is enough. IPv6 needs none: solicitations for addresses of lo are not"
          + " answered."),
  ARP_ANNOUNCE(
      Role.SILENT_REAL_SERVER,
      "net.ipv4.conf.all.arp_announce",
      "2",
      "ARP requests of the node never carry the virtual IP as their sender."),
  TUNNEL_RP_FILTER(
      Role.TUNNEL_END,
      "net.ipv4.conf.INTERFACE.rp_filter",
      "2",
      "What comes out of a tunnel has the client's address, and the answer leaves elsewhere. The"
          + " kernel takes the higher one of `all` and the interface: 2 (loose) wins over a strict"
          + " `all`, so that no other interface has to be touched. Loose needs an address on the"
          + " device: the virtual IP is held there.");

  /// What a node is when it needs a parameter.
  public enum Role {
    DIRECTOR("every director"),
    NAT_DIRECTOR("a director with IPv4 NAT real servers or `nat`"),
    NAT6_DIRECTOR("a director with IPv6 NAT real servers or `nat`"),
    DIRECTOR_ON_LINK("a director with IPv4 real servers by DR or NAT"),
    MASQUERADING_DIRECTOR("a director with `nat`"),
    SYNCHRONISED_DIRECTOR("a director that fails over with `connectionSync`"),
    REACHED_DIRECTOR("the same where directors are real servers, too"),
    SILENT_REAL_SERVER("a real server that holds IPv4 virtual IPs, with `arp: sysctl`"),
    TUNNEL_END("a real server behind a tunnel that carries IPv4; INTERFACE is the tunnel's");

    private final String description;

    Role(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }
  }

  private static final String INTERFACE = "INTERFACE";

  private final Role role;
  private final String name;
  private final String value;
  private final String reason;

  SysctlProfile(Role role, String name, String value, String reason) {
    this.role = role;
    this.name = name;
    this.value = value;
    this.reason = reason;
  }

  public Role role() {
    return role;
  }

  /// With `INTERFACE` where it is one of a network interface.
  public String parameter() {
    return name;
  }

  public String value() {
    return value;
  }

  public String reason() {
    return reason;
  }

  /// Whether it is one that some kernels lack: `net.ipv4.vs` is that of the module in use.
  public boolean ofIpvs() {
    return name.startsWith("net.ipv4.vs.");
  }

  /// All that a node in these roles needs.
  static SortedMap<SysctlKey, String> of(Set<Role> roles, Collection<String> interfaces) {
    SortedMap<SysctlKey, String> parameters = new TreeMap<>();
    for (SysctlProfile entry : values()) {
      if (!roles.contains(entry.role)) {
        continue;
      }
      if (entry.name.contains(INTERFACE)) {
        interfaces.forEach(name -> entry.put(parameters, name));
      } else {
        parameters.put(new SysctlKey(entry.name), entry.value);
      }
    }
    return parameters;
  }

  /// `sysctl` writes the dots of an interface name as slashes. A name that still is none has
  /// characters that no parameter can have been given by.
  private void put(SortedMap<SysctlKey, String> parameters, String interfaceName) {
    String key = name.replace(INTERFACE, interfaceName.replace('.', '/'));
    if (SysctlKey.valid(key)) {
      parameters.put(new SysctlKey(key), value);
    }
  }
}
