package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every ip_vs table does, the kernel's and the fake.
public abstract class IpvsTableContract {

  protected static final AddressKey WEB =
      new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
  protected static final RealServerKey REAL = realServer("10.0.0.21", 80);
  protected static final VirtualServiceConfig RR = VirtualServiceConfig.of(Scheduler.RR);
  protected static final RealServerConfig DR =
      RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, Weight.ONE);

  private static final VirtualServiceConfig NO_SUCH_SCHEDULER =
      new VirtualServiceConfig("nosuch", new TreeSet<>(), null, false);
  private static final VirtualServiceConfig NO_SUCH_ENGINE = persistent(32, "nosuch");

  /// An empty table, the same one during a test.
  protected abstract IpvsTable table();

  /// What this table has; a kernel may be built without some.
  protected List<Scheduler> schedulers() {
    return List.of(Scheduler.values());
  }

  protected static RealServerKey realServer(String address, int port) {
    return new RealServerKey(IpAddress.parse(address), port);
  }

  private static VirtualServiceConfig persistent(int prefixLength, String engine) {
    return RR.withPersistence(
        new Persistence(Duration.ofMinutes(5), prefixLength, engine.isEmpty() ? null : engine));
  }

  private String attempt(IpvsOperation operation) {
    return Attempt.of(() -> table().execute(operation));
  }

  private void done(IpvsOperation... operations) {
    for (IpvsOperation operation : operations) {
      assertThat(attempt(operation)).as(operation.describe()).isEqualTo(Attempt.DONE);
    }
  }

  @Test
  void emptyTableHasNoServices() throws KernelException {
    assertThat(table().dump()).isEmpty();
    assertThat(table().get(WEB)).isEmpty();
  }

  @Test
  void everyKindOfServiceIsReadBackAsItWasAdded() throws KernelException {
    List<VirtualServiceKey> keys =
        List.of(
            WEB,
            new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 80),
            new AddressKey(Protocol.SCTP, IpAddress.parse("10.0.0.100"), 80),
            new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 443),
            new AddressKey(Protocol.TCP, IpAddress.parse("fd00:a::100"), 80),
            new FirewallMarkKey(AddressFamily.IPV4, 7),
            new FirewallMarkKey(AddressFamily.IPV6, 7),
            new FirewallMarkKey(AddressFamily.IPV4, 0xffff_ffffL));
    for (VirtualServiceKey key : keys) {
      done(new AddService(key, RR));
    }
    assertThat(table().dump().keySet()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(table().dump().values())
        .allMatch(service -> service.equals(new VirtualService(RR, Sorted.map())));
  }

  @Test
  void whateverIsDrawnIsReadBackAsItWasAdded() throws KernelException {
    for (long seed = 0; seed < 100; seed++) {
      Map<VirtualServiceKey, VirtualService> services =
          new ModelGen(seed, schedulers()).services(6);
      services.forEach(this::add);
      assertThat(table().dump()).as("seed %d", seed).isEqualTo(services);
      for (VirtualServiceKey key : services.keySet()) {
        assertThat(table().get(key)).as("seed %d, %s", seed, key).contains(services.get(key));
        done(new RemoveService(key));
      }
      assertThat(table().dump()).isEmpty();
    }
  }

  private void add(VirtualServiceKey key, VirtualService service) {
    done(new AddService(key, service.config()));
    service.realServers().forEach((server, config) -> done(new AddRealServer(key, server, config)));
  }

  @Test
  void addingAServiceTwiceIsRefusedAndChangesNothing() throws KernelException {
    done(new AddService(WEB, RR));
    assertThat(attempt(new AddService(WEB, VirtualServiceConfig.of(Scheduler.WLC))))
        .isEqualTo("EEXIST");
    assertThat(attempt(new AddService(WEB, NO_SUCH_SCHEDULER))).isEqualTo("EEXIST");
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map()));
  }

  @Test
  void nothingCanBeDoneToAServiceThatIsNotThere() throws KernelException {
    assertThat(attempt(new EditService(WEB, RR))).isEqualTo("ESRCH");
    assertThat(attempt(new EditService(WEB, NO_SUCH_SCHEDULER))).isEqualTo("ESRCH");
    assertThat(attempt(new RemoveService(WEB))).isEqualTo("ESRCH");
    assertThat(attempt(new AddRealServer(WEB, REAL, DR))).isEqualTo("ESRCH");
    assertThat(attempt(new EditRealServer(WEB, REAL, DR))).isEqualTo("ESRCH");
    assertThat(attempt(new RemoveRealServer(WEB, REAL))).isEqualTo("ESRCH");
    assertThat(table().dump()).isEmpty();
  }

  @Test
  void unknownSchedulersAndEnginesAreRefusedAndChangeNothing() throws KernelException {
    assertThat(attempt(new AddService(WEB, NO_SUCH_SCHEDULER))).isEqualTo("ENOENT");
    assertThat(attempt(new AddService(WEB, NO_SUCH_ENGINE))).isEqualTo("ENOENT");
    assertThat(table().dump()).isEmpty();
    done(new AddService(WEB, RR));
    assertThat(attempt(new EditService(WEB, NO_SUCH_SCHEDULER))).isEqualTo("ENOENT");
    assertThat(attempt(new EditService(WEB, NO_SUCH_ENGINE))).isEqualTo("ENOENT");
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map()));
  }

  @Test
  void addingARealServerTwiceIsRefusedAndChangesNothing() throws KernelException {
    done(new AddService(WEB, RR), new AddRealServer(WEB, REAL, DR));
    assertThat(attempt(new AddRealServer(WEB, REAL, DR.withWeight(Weight.ZERO))))
        .isEqualTo("EEXIST");
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map(Map.of(REAL, DR))));
  }

  @Test
  void nothingCanBeDoneToARealServerThatIsNotThere() throws KernelException {
    done(new AddService(WEB, RR));
    assertThat(attempt(new EditRealServer(WEB, REAL, DR))).isEqualTo("ENOENT");
    assertThat(attempt(new RemoveRealServer(WEB, REAL))).isEqualTo("ENOENT");
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map()));
  }

  @Test
  void editingAServiceKeepsItsRealServers() throws KernelException {
    done(new AddService(WEB, RR), new AddRealServer(WEB, REAL, DR));
    VirtualServiceConfig other =
        VirtualServiceConfig.of(Scheduler.SH)
            .withFlags(List.of(SchedulerFlag.values()))
            .withPersistence(new Persistence(Duration.ofSeconds(60), 24, "sip"));
    done(new EditService(WEB, other));
    assertThat(table().get(WEB)).contains(new VirtualService(other, Sorted.map(Map.of(REAL, DR))));
    done(new EditService(WEB, RR));
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map(Map.of(REAL, DR))));
  }

  @Test
  void editingARealServerReplacesAllOfItsConfiguration() throws KernelException {
    done(new AddService(WEB, RR), new AddRealServer(WEB, REAL, DR));
    ModelGen gen = new ModelGen(1);
    for (int i = 0; i < 50; i++) {
      RealServerConfig config = gen.realServerConfig();
      done(new EditRealServer(WEB, REAL, config));
      assertThat(table().get(WEB))
          .contains(new VirtualService(RR, Sorted.map(Map.of(REAL, config))));
    }
  }

  @Test
  void removingAServiceTakesItsRealServersAlong() throws KernelException {
    done(new AddService(WEB, RR), new AddRealServer(WEB, REAL, DR));
    done(new RemoveService(WEB), new AddService(WEB, RR));
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map()));
  }

  @Test
  void aRemovedRealServerCanBeAddedAgain() throws KernelException {
    done(new AddService(WEB, RR), new AddRealServer(WEB, REAL, DR));
    done(new RemoveRealServer(WEB, REAL));
    assertThat(table().get(WEB)).contains(new VirtualService(RR, Sorted.map()));
    RealServerConfig quiesced = DR.withWeight(Weight.ZERO);
    done(new AddRealServer(WEB, REAL, quiesced));
    assertThat(table().get(WEB).map(VirtualService::realServers))
        .isEqualTo(Optional.of(Sorted.map(Map.of(REAL, quiesced))));
  }

  @Test
  void onlyATunnelLeadsToTheOtherAddressFamily() {
    RealServerKey six = realServer("fd00:a::21", 80);
    done(new AddService(WEB, RR));
    assertThat(attempt(new AddRealServer(WEB, six, DR))).isEqualTo("EINVAL");
    RealServerConfig tunnel = RealServerConfig.of(ForwardingMethod.TUNNELING, Weight.ONE);
    done(new AddRealServer(WEB, six, tunnel));
    assertThat(attempt(new EditRealServer(WEB, six, DR))).isEqualTo("EINVAL");
  }

  @Test
  void persistenceNetworksFitTheFamily() {
    VirtualServiceKey six = new AddressKey(Protocol.TCP, IpAddress.parse("fd00:a::100"), 80);
    assertThat(attempt(new AddService(six, persistent(0, "")))).isEqualTo("EINVAL");
    assertThat(attempt(new AddService(WEB, persistent(33, "")))).isEqualTo("EINVAL");
    done(new AddService(WEB, persistent(0, "")), new AddService(six, persistent(128, "")));
    assertThat(attempt(new EditService(six, persistent(0, "")))).isEqualTo("EINVAL");
  }
}
