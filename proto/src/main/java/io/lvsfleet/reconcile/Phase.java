package io.lvsfleet.reconcile;

import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;

/// The order of a plan: make before break. What carries traffic is complete before the address that
/// attracts it appears, and that address leaves before anything behind it does. Every prefix of a
/// plan is a table that works.
enum Phase {
  /// Only a device that becomes another one under its name.
  CLEAR_DEVICE,
  /// Before its own parameters can be set. Without an address it takes no packets.
  ADD_DEVICE,
  ADD_DECAPSULATION_PORT,
  /// A real server must be silent on ARP before it holds the virtual IP, or it answers for the
  /// director; a director must forward before packets come.
  SET_SYSCTL,
  /// The same by packet rules, and marks and masquerade before the services that need them. Rules
  /// that are no longer wanted stay until [#CLEAR_PACKET_RULES].
  SET_PACKET_RULES,
  SET_TIMEOUTS,
  ADD_SERVICE,
  /// Room for traffic is made before any is taken away.
  ADD_REAL_SERVER,
  EDIT_REAL_SERVER,
  /// After the real servers: a new scheduler starts with the weights it is meant for.
  EDIT_SERVICE,
  /// Before the addresses: a director with a backup daemon and `backup_only` does not balance
  /// (`ip_vs_core.c`).
  STOP_SYNC,
  /// Only an IPv6 address whose prefix length changes: the kernel refuses the same address twice on
  /// one interface whatever its prefix (`ipv6_add_addr` in `net/ipv6/addrconf.c`).
  CLEAR_ADDRESS,
  /// Once there is something behind it.
  ADD_ADDRESS,
  /// A route may prefer an address as its source.
  PUT_ROUTE,
  START_SYNC,
  ANNOUNCE_ADDRESS,
  /// From here on in reverse: no new traffic first.
  REMOVE_ROUTE,
  REMOVE_ADDRESS,
  REMOVE_REAL_SERVER,
  REMOVE_SERVICE,
  RESTORE_TIMEOUTS,
  /// A real server speaks ARP again only when it no longer holds the virtual IP.
  CLEAR_PACKET_RULES,
  RESTORE_SYSCTL,
  REMOVE_DECAPSULATION_PORT,
  REMOVE_DEVICE;

  static Phase of(Operation operation) {
    return switch (operation) {
      case AddDevice _ -> ADD_DEVICE;
      case AddDecapsulationPort _ -> ADD_DECAPSULATION_PORT;
      case SetSysctl _ -> SET_SYSCTL;
      case SetPacketRules _ -> SET_PACKET_RULES;
      case SetTimeouts _ -> SET_TIMEOUTS;
      case AddService _ -> ADD_SERVICE;
      case AddRealServer _ -> ADD_REAL_SERVER;
      case EditRealServer _ -> EDIT_REAL_SERVER;
      case EditService _ -> EDIT_SERVICE;
      case StopSync _ -> STOP_SYNC;
      case AddAddress _ -> ADD_ADDRESS;
      case PutRoute _ -> PUT_ROUTE;
      case StartSync _ -> START_SYNC;
      case AnnounceAddress _ -> ANNOUNCE_ADDRESS;
      case RemoveRoute _, RestoreRoute _ -> REMOVE_ROUTE;
      case RemoveAddress _ -> REMOVE_ADDRESS;
      case RemoveRealServer _ -> REMOVE_REAL_SERVER;
      case RemoveService _ -> REMOVE_SERVICE;
      case RestoreTimeouts _ -> RESTORE_TIMEOUTS;
      case RestoreSysctl _ -> RESTORE_SYSCTL;
      case RemoveDecapsulationPort _ -> REMOVE_DECAPSULATION_PORT;
      case RemoveDevice _ -> REMOVE_DEVICE;
    };
  }
}
