package io.lvsfleet.agent.fake;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/// Draws operations without looking at any table, so that many of them are nonsense.
public final class IpvsOperationGen {

  private final ModelGen gen;

  public IpvsOperationGen(long seed) {
    this.gen = new ModelGen(seed);
  }

  public IpvsOperation operation() {
    VirtualServiceKey service = gen.serviceKey();
    RealServerConfig config = gen.realServerConfig();
    RealServerKey realServer = gen.oneIn(6) ? oddRealServer() : gen.realServerKey(service, config);
    return switch (gen.below(6)) {
      case 0 -> new AddService(service, serviceConfig(service));
      case 1 -> new EditService(service, serviceConfig(service));
      case 2 -> new RemoveService(service);
      case 3 -> new AddRealServer(service, realServer, config);
      case 4 -> new EditRealServer(service, realServer, config);
      default -> new RemoveRealServer(service, realServer);
    };
  }

  /// Of a family that may not suit the service.
  private RealServerKey oddRealServer() {
    return new RealServerKey(
        IpAddress.parse(gen.pick(List.of("10.0.0.21", "fd00:a::21"))), gen.below(2) * 80);
  }

  private VirtualServiceConfig serviceConfig(VirtualServiceKey service) {
    if (gen.oneIn(8)) {
      return new VirtualServiceConfig("nosuch", new TreeSet<>(), null, false);
    }
    VirtualServiceConfig config = gen.serviceConfig(service);
    return gen.oneIn(8)
        ? config.withPersistence(
            new Persistence(Duration.ofSeconds(1), gen.below(129), gen.oneIn(2) ? "nosuch" : null))
        : config;
  }
}
