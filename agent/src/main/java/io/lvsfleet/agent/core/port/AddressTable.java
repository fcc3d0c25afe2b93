package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.LocalAddress;
import java.util.SortedSet;

/// The addresses on the interfaces of one network namespace.
public interface AddressTable {

  /// All addresses of all interfaces.
  SortedSet<LocalAddress> dump() throws KernelException;

  /// The names of all interfaces.
  SortedSet<String> interfaces() throws KernelException;

  /// The interfaces on which neighbours may ask by ARP who has an address, up or not.
  SortedSet<String> arpInterfaces() throws KernelException;

  /// Adds an address; an IPv6 one without duplicate address detection, so that it works at once.
  ///
  /// @throws KernelException `EEXIST` when it is there, `ENODEV` when the interface is not
  void add(LocalAddress address) throws KernelException;

  /// Removes an address, and no other one: the secondary addresses of its network stay, whatever
  /// `promote_secondaries` says.
  ///
  /// @throws KernelException `EADDRNOTAVAIL` when it is not there
  void remove(LocalAddress address) throws KernelException;

  /// Tells the neighbours that this node answers for the address: gratuitous ARP or an unsolicited
  /// neighbour advertisement. Where there are none (`lo`) nothing is sent.
  ///
  /// @throws KernelException `EADDRNOTAVAIL` when the address is not on the interface, `ENETDOWN`
  ///   when the interface is down
  void announce(LocalAddress address) throws KernelException;
}
