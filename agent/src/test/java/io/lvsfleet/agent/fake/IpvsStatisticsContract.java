package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What every ip_vs counts, the kernel's and the fake.
public abstract class IpvsStatisticsContract {

  protected static final VirtualServiceKey DNS =
      new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 53);
  protected static final VirtualServiceKey WEB =
      new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
  protected static final RealServerKey REAL = new RealServerKey(IpAddress.parse("10.0.0.21"), 53);

  /// Four bytes in UDP and IPv4.
  protected static final int DATAGRAM = 4 + 8 + 20;

  private static final RealServerKey SPARE = new RealServerKey(IpAddress.parse("10.0.0.22"), 53);
  private static final VirtualServiceConfig RR = VirtualServiceConfig.of(Scheduler.RR);

  /// Of an empty table.
  protected abstract IpvsStatistics statistics();

  /// The table of the same namespace.
  protected abstract IpvsTable table();

  /// A client sends four bytes to [#DNS], which come out of a port of their own and are therefore a
  /// connection. [#REAL] is the one that gets them and does not answer.
  protected abstract void sendDatagram() throws Exception;

  private static RealServerConfig weight(int weight) {
    return RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(weight));
  }

  private void addServices() throws KernelException {
    table().execute(new AddService(DNS, RR));
    table().execute(new AddRealServer(DNS, REAL, weight(9)));
    table().execute(new AddRealServer(DNS, SPARE, weight(0)));
    table().execute(new AddService(WEB, RR));
  }

  private ServiceStatistics of(VirtualServiceKey key) throws KernelException {
    return Objects.requireNonNull(statistics().statistics().get(key));
  }

  private ServerStatistics of(RealServerKey key) throws KernelException {
    return Objects.requireNonNull(of(DNS).realServers().get(key));
  }

  private static Counters datagrams(int count) {
    return new Counters(count, count, 0, (long) count * DATAGRAM, 0);
  }

  @Test
  void anEmptyTableHasNoStatistics() throws KernelException {
    assertThat(statistics().statistics()).isEmpty();
  }

  @Test
  void everyEntryIsThereFromTheBeginningAndHasItsWeight() throws KernelException {
    addServices();
    assertThat(statistics().statistics()).containsOnlyKeys(DNS, WEB);
    assertThat(of(WEB).realServers()).isEmpty();
    assertThat(of(WEB).counters()).isEqualTo(Counters.ZERO);
    assertThat(of(DNS).realServers()).containsOnlyKeys(REAL, SPARE);
    assertThat(of(REAL).config().weight()).isEqualTo(new Weight(9));
    assertThat(of(SPARE).config().weight()).isEqualTo(Weight.ZERO);
    assertThat(of(REAL).counters()).isEqualTo(Counters.ZERO);
  }

  @Test
  void whatComesIsCountedForTheServiceAndTheRealServerThatGetsIt() throws Exception {
    addServices();
    sendDatagram();
    assertThat(of(DNS).counters()).isEqualTo(datagrams(1));
    assertThat(of(REAL).counters()).isEqualTo(datagrams(1));
    assertThat(of(SPARE).counters()).isEqualTo(Counters.ZERO);
    assertThat(of(WEB).counters()).isEqualTo(Counters.ZERO);
    sendDatagram();
    assertThat(of(DNS).counters()).isEqualTo(datagrams(2));
  }

  @Test
  void editsKeepWhatWasCounted() throws Exception {
    addServices();
    sendDatagram();
    table().execute(new EditService(DNS, VirtualServiceConfig.of(Scheduler.WLC)));
    table().execute(new EditRealServer(DNS, REAL, weight(5)));
    assertThat(of(DNS).counters()).isEqualTo(datagrams(1));
    assertThat(of(REAL).counters()).isEqualTo(datagrams(1));
    assertThat(of(REAL).config().weight()).isEqualTo(new Weight(5));
  }

  @Test
  void aServiceThatIsMadeAnewBeginsAtZero() throws Exception {
    addServices();
    sendDatagram();
    table().execute(new RemoveService(DNS));
    table().execute(new AddService(DNS, RR));
    table().execute(new AddRealServer(DNS, REAL, weight(1)));
    assertThat(of(DNS).counters()).isEqualTo(Counters.ZERO);
    assertThat(of(REAL).counters()).isEqualTo(Counters.ZERO);
  }

  @Test
  void oneServiceOrAllOfThemCountFromZeroAgain() throws Exception {
    addServices();
    sendDatagram();
    statistics().zero(WEB);
    assertThat(of(DNS).counters()).isEqualTo(datagrams(1));
    statistics().zero(DNS);
    assertThat(of(DNS).counters()).isEqualTo(Counters.ZERO);
    assertThat(of(REAL).counters()).isEqualTo(Counters.ZERO);
    sendDatagram();
    assertThat(of(REAL).counters()).isEqualTo(datagrams(1));
    statistics().zero();
    assertThat(of(DNS).counters()).isEqualTo(Counters.ZERO);
    assertThat(of(REAL).counters()).isEqualTo(Counters.ZERO);
  }

  @Test
  void nothingCanBeZeroedThatIsNotThere() {
    assertThat(Attempt.of(() -> statistics().zero(WEB))).isEqualTo("ESRCH");
  }
}
