package io.lvsfleet.reconcile;

import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AddressOperation;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.SyncOperation;

/// A part of a kernel that is looked at by itself. One that cannot be read keeps nothing of the
/// others from being put right.
public enum Facet {
  /// The ip_vs table.
  SERVICES("virtual services"),
  /// What ip_vs has beside its table.
  SETTINGS("ip_vs settings"),
  ADDRESSES("addresses"),
  SYSCTLS("kernel parameters"),
  DEVICES("devices"),
  DECAPSULATION_PORTS("decapsulation ports"),
  ROUTES("routes"),
  PACKET_RULES("packet rules");

  private final String words;

  Facet(String words) {
    this.words = words;
  }

  /// For people: `packet rules`.
  public String words() {
    return words;
  }

  /// Where an operation changes something.
  public static Facet of(Operation operation) {
    return switch (operation) {
      case IpvsOperation _ -> SERVICES;
      case SetTimeouts _, RestoreTimeouts _, SyncOperation _ -> SETTINGS;
      case AddressOperation _ -> ADDRESSES;
      case SetSysctl _, RestoreSysctl _ -> SYSCTLS;
      case AddDevice _, RemoveDevice _ -> DEVICES;
      case AddDecapsulationPort _, RemoveDecapsulationPort _ -> DECAPSULATION_PORTS;
      case PutRoute _, RemoveRoute _, RestoreRoute _ -> ROUTES;
      case SetPacketRules _ -> PACKET_RULES;
    };
  }
}
