package io.lvsfleet.reconcile;

import static io.lvsfleet.reconcile.Fixtures.ARP_IGNORE;
import static io.lvsfleet.reconcile.Fixtures.DNS;
import static io.lvsfleet.reconcile.Fixtures.HTTP;
import static io.lvsfleet.reconcile.Fixtures.VIP;
import static io.lvsfleet.reconcile.Fixtures.VIP_ON_LO;
import static io.lvsfleet.reconcile.Fixtures.WEB1;
import static io.lvsfleet.reconcile.Fixtures.dr;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependenciesTest {

  private static final Operation ADD_HTTP =
      new AddService(HTTP, VirtualServiceConfig.of(Scheduler.RR));

  @Test
  void aRealServerRestsOnItsServiceOnly() {
    Operation add = new AddRealServer(HTTP, WEB1, dr(1));
    Operation other = new AddRealServer(DNS, WEB1, dr(1));
    assertThat(Dependencies.blocker(add, List.of(ADD_HTTP))).contains(ADD_HTTP);
    assertThat(Dependencies.blocker(other, List.of(ADD_HTTP))).isEmpty();
  }

  @Test
  void anAddressOnLoRestsOnEveryParameter() {
    Operation set = new SetSysctl(ARP_IGNORE, "1");
    assertThat(Dependencies.blocker(new AddAddress(VIP_ON_LO), List.of(set))).contains(set);
    assertThat(Dependencies.blocker(new AddAddress(VIP), List.of(set))).isEmpty();
  }

  @Test
  void aParameterIsNotRestoredWhileAnAddressIsLeftOnLo() {
    Operation left = new RemoveAddress(VIP_ON_LO);
    Operation restore = new RestoreSysctl(ARP_IGNORE, "0");
    assertThat(Dependencies.blocker(restore, List.of(left))).contains(left);
    assertThat(Dependencies.blocker(restore, List.of(new RemoveAddress(VIP)))).isEmpty();
  }

  @Test
  void onlyWhatIsThereIsAnnounced() {
    Operation add = new AddAddress(VIP);
    assertThat(Dependencies.blocker(new AnnounceAddress(VIP), List.of(add))).contains(add);
  }

  @Test
  void aServiceIsNotRemovedWithARealServerLeftInIt() {
    Operation left = new RemoveRealServer(HTTP, WEB1);
    assertThat(Dependencies.blocker(new RemoveService(HTTP), List.of(left))).contains(left);
    assertThat(Dependencies.blocker(new RemoveService(DNS), List.of(left))).isEmpty();
  }
}
