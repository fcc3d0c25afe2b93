package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;

/// What ip_vs counts. The kernel adds its numbers up every two seconds (`ip_vs_est.c`).
public interface IpvsStatistics {

  /// Of every virtual service and real server, own ones and others'.
  SortedMap<VirtualServiceKey, ServiceStatistics> statistics() throws KernelException;

  /// Everything counts from zero again (`ipvsadm -Z`), others' too.
  void zero() throws KernelException;

  /// The same for one virtual service and its real servers (`ipvsadm -Z -t …`).
  ///
  /// @throws KernelException `ESRCH` when it is not there
  void zero(VirtualServiceKey key) throws KernelException;
}
