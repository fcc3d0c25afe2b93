package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;

/// What ip_vs counts.
public interface IpvsStatistics {

  /// Of every virtual service and real server, own ones and others'.
  SortedMap<VirtualServiceKey, ServiceStatistics> statistics() throws KernelException;
}
