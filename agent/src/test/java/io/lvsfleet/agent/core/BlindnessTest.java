package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_LO;
import static io.lvsfleet.agent.core.TestStates.WEB1;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.realServer;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.reconcile.Facet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A part of the kernel that cannot be read is left alone, and only that.
class BlindnessTest {

  private static final NodeState DIRECTOR =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));

  private final Bench bench = new Bench();

  @Test
  void aDirectorThatCannotReadIpvsPutsItsAddressBack() {
    bench.applied(DIRECTOR);
    bench.blindTo.add(Facet.SERVICES);
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(bench.codes()).containsExactly("EIO");
  }

  @Test
  void aDirectorThatCannotReadIpvsDoesNotAttractTrafficForTheFirstTime() {
    bench.blindTo.add(Facet.SERVICES);
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.addresses.dump()).isEmpty();

    bench.blindTo.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.sent(Applied.class)).hasSize(1);
  }

  @Test
  void aRealServerThatCannotReadPacketRulesPutsItsAddressBack() {
    bench.applied(realServer());
    bench.blindTo.add(Facet.PACKET_RULES);
    bench.kernel.addresses.drop(VIP_ON_LO);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
  }

  @Test
  void anAddressThatMustBeSilentWaitsUntilItsParametersCanBeRead() {
    bench.blindTo.add(Facet.SYSCTLS);
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, realServer())));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    bench.blindTo.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
  }

  @Test
  void whatKeepsAnAddressSilentStaysWhileItCannotBeSeenThatItIsGone() {
    bench.applied(realServer());
    bench.blindTo.add(Facet.ADDRESSES);
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(WEB1))));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.sysctls.all()).containsEntry(ARP_IGNORE, "1");
    bench.blindTo.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.sysctls.all()).containsEntry(ARP_IGNORE, "0");
    assertThat(bench.kernel.addresses.dump()).isEmpty();
  }

  @Test
  void noClaimEndsWhileItCannotBeSeen() {
    bench.applied(DIRECTOR);
    bench.blindTo.add(Facet.SERVICES);
    bench.start();
    bench.pass(Duration.ofMinutes(5));
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.pass(Duration.ofMinutes(5));
    bench.blindTo.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
    assertThat(bench.state.ledger().claimsNothing()).isTrue();
  }
}
