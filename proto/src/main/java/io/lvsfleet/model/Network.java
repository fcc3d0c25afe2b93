package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a node has of the network around ip_vs: devices that unwrap, routes, packet rules.
///
/// Observed are all devices of the kinds of [Device] whose name is wanted or ours, all routes whose
/// key is wanted or ours, every default route, and all rules of our own tables.
public record Network(
    SortedMap<String, Device> devices,
    SortedSet<DecapsulationPort> decapsulationPorts,
    SortedMap<RouteKey, Route> routes,
    SortedSet<PacketRule> packetRules) {

  public static final Network NONE =
      new Network(Sorted.map(), Sorted.set(), Sorted.map(), Sorted.set());

  public Network {
    devices.keySet().forEach(InterfaceName::require);
    devices = Sorted.map(devices);
    decapsulationPorts = Sorted.set(decapsulationPorts);
    routes = Sorted.map(routes);
    packetRules = Sorted.set(packetRules);
  }

  /// Both together; where they contradict each other the other one holds.
  public Network and(Network other) {
    SortedMap<String, Device> allDevices = new TreeMap<>(devices);
    allDevices.putAll(other.devices);
    SortedSet<DecapsulationPort> allPorts = new TreeSet<>(decapsulationPorts);
    allPorts.addAll(other.decapsulationPorts);
    SortedMap<RouteKey, Route> allRoutes = new TreeMap<>(routes);
    allRoutes.putAll(other.routes);
    SortedSet<PacketRule> allRules = new TreeSet<>(packetRules);
    allRules.addAll(other.packetRules);
    return new Network(allDevices, allPorts, allRoutes, allRules);
  }
}
