package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.*;
import io.lvsfleet.model.*;
import java.util.*;

final class TemporaryNetwork implements DeviceTable, RouteTable, PacketFilter, Firewall {
  public SortedMap<String, Device> devices(SortedSet<String> names) {
    return Sorted.map();
  }

  public void add(String name, Device device) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public void remove(String name) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public SortedSet<DecapsulationPort> decapsulationPorts() {
    return Sorted.set();
  }

  public void add(DecapsulationPort port) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public void remove(DecapsulationPort port) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public SortedMap<RouteKey, Route> routes(SortedSet<RouteKey> keys) {
    return Sorted.map();
  }

  public void put(RouteKey key, Route route) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public void restore(RouteKey key, Route route) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public void remove(RouteKey key) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public SortedSet<PacketRule> rules() {
    return Sorted.set();
  }

  public void set(SortedSet<PacketRule> rules) throws KernelException {
    throw new KernelException("", "EOPNOTSUPP", "");
  }

  public SortedSet<Finding> findings(KernelState wanted) {
    return Sorted.set();
  }
}
