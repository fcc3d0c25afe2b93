package io.lvsfleet.reconcile;

import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;

/// The order of a plan: make before break. What carries traffic is complete before the address that
/// attracts it appears, and that address leaves before anything behind it does. Every prefix of a
/// plan is a table that works.
enum Phase {
  /// First of all: a real server must be silent on ARP before it holds the virtual IP, or it
  /// answers for the director; a director must forward before packets come.
  SET_SYSCTL,
  ADD_SERVICE,
  /// Room for traffic is made before any is taken away.
  ADD_REAL_SERVER,
  EDIT_REAL_SERVER,
  /// After the real servers: a new scheduler starts with the weights it is meant for.
  EDIT_SERVICE,
  /// Only an IPv6 address whose prefix length changes: the kernel refuses the same address twice on
  /// one interface whatever its prefix (`ipv6_add_addr` in `net/ipv6/addrconf.c`).
  CLEAR_ADDRESS,
  /// Once there is something behind it.
  ADD_ADDRESS,
  ANNOUNCE_ADDRESS,
  /// From here on in reverse: no new traffic first.
  REMOVE_ADDRESS,
  REMOVE_REAL_SERVER,
  REMOVE_SERVICE,
  /// Last: a real server speaks ARP again only when it no longer holds the virtual IP.
  RESTORE_SYSCTL;

  static Phase of(Operation operation) {
    return switch (operation) {
      case SetSysctl _ -> SET_SYSCTL;
      case AddService _ -> ADD_SERVICE;
      case AddRealServer _ -> ADD_REAL_SERVER;
      case EditRealServer _ -> EDIT_REAL_SERVER;
      case EditService _ -> EDIT_SERVICE;
      case AddAddress _ -> ADD_ADDRESS;
      case AnnounceAddress _ -> ANNOUNCE_ADDRESS;
      case RemoveAddress _ -> REMOVE_ADDRESS;
      case RemoveRealServer _ -> REMOVE_REAL_SERVER;
      case RemoveService _ -> REMOVE_SERVICE;
      case RestoreSysctl _ -> RESTORE_SYSCTL;
    };
  }
}
