package io.lvsfleet.model;

import java.util.SortedMap;

/// How many entries of ip_vs's connection table there are, by where they lead and their state.
///
/// @param groups the number of each
/// @param others entries that are in no group: of protocols this program does not know, or once
///   there are too many groups
/// @param complete whether the whole table was read; it is not when there is too much of it
public record ConnectionSummary(SortedMap<Group, Long> groups, long others, boolean complete) {

  /// @param service the virtual address and port a client talks to, also when a firewall mark or a
  ///   service of every port chose the real server; the mark of a template of such a service
  /// @param state in the kernel's words, `ESTABLISHED`, `FIN_WAIT` …; `NONE` and `ASSURED` are
  ///   those of templates, which tie a client to a real server (and `NONE` is that of any new
  ///   entry)
  public record Group(VirtualServiceKey service, RealServerKey realServer, String state)
      implements Comparable<Group> {

    @Override
    public int compareTo(Group other) {
      int services = service.compareTo(other.service);
      if (services != 0) {
        return services;
      }
      int realServers = realServer.compareTo(other.realServer);
      return realServers != 0 ? realServers : state.compareTo(other.state);
    }
  }

  public ConnectionSummary {
    groups = Sorted.map(groups);
  }
}
