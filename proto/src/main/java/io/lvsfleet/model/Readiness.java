package io.lvsfleet.model;

import java.util.List;
import java.util.SortedMap;

/// What a real server's agent says of its own preconditions in one cluster.
///
/// @param addresses per virtual IP what is missing; an empty list means ready. A virtual IP that is
///   not in the map has not been judged yet, which is not ready.
/// @param gateways the same per gateway through which answers must leave
/// @param lapses how often since the agent's start somebody made the node answer ARP again: its
///   neighbours may have learned something wrong, even if it was over before anybody heard of it
public record Readiness(
    SortedMap<IpAddress, List<Precondition>> addresses,
    SortedMap<IpAddress, List<Precondition>> gateways,
    long lapses) {

  public Readiness {
    addresses = Sorted.map(addresses);
    gateways = Sorted.map(gateways);
  }

  /// Of a real server that needs no gateway.
  public static Readiness of(SortedMap<IpAddress, List<Precondition>> addresses) {
    return new Readiness(addresses, Sorted.map(), 0);
  }

  public boolean ready(IpAddress virtualIp) {
    List<Precondition> missing = addresses.get(virtualIp);
    return missing != null && missing.isEmpty();
  }

  /// One thing that must hold and does not.
  ///
  /// @param subject for example `net.ipv4.conf.all.arp_ignore` or `10.0.0.100/32 dev lo`
  public record Precondition(String subject, String seen, String needed) {
    @Override
    public String toString() {
      return subject + " is " + seen + ", needed " + needed;
    }
  }
}
