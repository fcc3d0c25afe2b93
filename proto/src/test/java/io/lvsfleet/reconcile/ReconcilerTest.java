package io.lvsfleet.reconcile;

import static io.lvsfleet.reconcile.Fixtures.ARP_ANNOUNCE;
import static io.lvsfleet.reconcile.Fixtures.ARP_IGNORE;
import static io.lvsfleet.reconcile.Fixtures.DNS;
import static io.lvsfleet.reconcile.Fixtures.HOST;
import static io.lvsfleet.reconcile.Fixtures.HTTP;
import static io.lvsfleet.reconcile.Fixtures.VIP;
import static io.lvsfleet.reconcile.Fixtures.VIP_ON_LO;
import static io.lvsfleet.reconcile.Fixtures.WEB1;
import static io.lvsfleet.reconcile.Fixtures.WEB2;
import static io.lvsfleet.reconcile.Fixtures.dr;
import static io.lvsfleet.reconcile.Fixtures.nothing;
import static io.lvsfleet.reconcile.Fixtures.owning;
import static io.lvsfleet.reconcile.Fixtures.realServer;
import static io.lvsfleet.reconcile.Fixtures.service;
import static io.lvsfleet.reconcile.Fixtures.services;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

  @Test
  void whatCarriesTrafficIsCompleteBeforeTheAddressAppears() {
    KernelState wanted =
        KernelState.of(
            Sorted.map(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1), WEB2, dr(2))))),
            Sorted.set(List.of(VIP)),
            Sorted.map());

    Plan plan = Reconciler.plan(KernelState.EMPTY, wanted, nothing());

    assertThat(plan)
        .hasToString(
            """
            ipvsadm -A -t 10.0.0.100:80 -s rr
            ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.21:80 -g -w 1
            ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.22:80 -g -w 2
            ip address add 10.0.0.100/24 dev eth0
            arping -A -c 1 -I eth0 10.0.0.100\
            """);
    assertThat(plan.intent()).isEqualTo(owning(wanted));
  }

  @Test
  void removalGoesTheOtherWay() {
    KernelState observed =
        KernelState.of(
            Sorted.map(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1))))),
            Sorted.set(List.of(VIP)),
            Sorted.map());

    Plan plan = Reconciler.plan(observed, KernelState.EMPTY, owning(observed));

    assertThat(plan)
        .hasToString(
            """
            ip address del 10.0.0.100/24 dev eth0
            ipvsadm -d -t 10.0.0.100:80 -r 10.0.0.21:80
            ipvsadm -D -t 10.0.0.100:80\
            """);
  }

  @Test
  void roomIsMadeBeforeAnyIsTakenAway() {
    KernelState observed =
        services(
            Map.of(
                HTTP,
                service(Scheduler.RR, Map.of(WEB1, dr(1))),
                DNS,
                service(Scheduler.RR, Map.of())));
    KernelState wanted = services(Map.of(HTTP, service(Scheduler.WLC, Map.of(WEB2, dr(3)))));

    assertThat(Reconciler.plan(observed, wanted, owning(observed)))
        .hasToString(
            """
            ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.22:80 -g -w 3
            ipvsadm -E -t 10.0.0.100:80 -s wlc
            ipvsadm -d -t 10.0.0.100:80 -r 10.0.0.21:80
            ipvsadm -D -u [fd00::100]:53\
            """);
  }

  @Test
  void aRealServerIsSilentBeforeItHoldsTheAddressAndAslongAsItDoes() {
    KernelState before = realServer(Map.of(ARP_IGNORE, "0", ARP_ANNOUNCE, "0"));
    KernelState wanted = realServer(Map.of(ARP_IGNORE, "1", ARP_ANNOUNCE, "2"), VIP_ON_LO);

    Plan there = Reconciler.plan(before, wanted, nothing());
    Plan back = Reconciler.plan(wanted, KernelState.EMPTY, there.intent());

    assertThat(there)
        .hasToString(
            """
            sysctl -w net.ipv4.conf.all.arp_announce=2
            sysctl -w net.ipv4.conf.all.arp_ignore=1
            ip address add 10.0.0.100/32 dev lo\
            """);
    assertThat(back)
        .hasToString(
            """
            ip address del 10.0.0.100/32 dev lo
            sysctl -w net.ipv4.conf.all.arp_announce=0
            sysctl -w net.ipv4.conf.all.arp_ignore=0\
            """);
  }

  @Test
  void theOriginalOfAParameterIsRememberedOnceAndEvenWhenItIsRightAlready() {
    KernelState wanted = realServer(Map.of(ARP_IGNORE, "1"));
    Ledger first = Reconciler.plan(wanted, wanted, nothing()).intent();
    assertThat(first.sysctlOriginals()).containsExactly(Map.entry(ARP_IGNORE, "1"));

    KernelState drifted = realServer(Map.of(ARP_IGNORE, "0"));
    Plan repair = Reconciler.plan(drifted, wanted, first);
    assertThat(repair).hasToString("sysctl -w net.ipv4.conf.all.arp_ignore=1");
    assertThat(repair.intent()).isEqualTo(first);
  }

  @Test
  void aParameterThatIsBackAlreadyIsForgottenWithoutAWrite() {
    Ledger ledger =
        Ledger.of(HOST, Sorted.map(), Sorted.set(), Sorted.map(Map.of(ARP_IGNORE, "0")));
    Plan plan = Reconciler.plan(realServer(Map.of(ARP_IGNORE, "0")), KernelState.EMPTY, ledger);
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.intent()).isEqualTo(nothing());
  }

  @Test
  void aForeignServiceIsAConflictEvenWhenItIsIdentical() {
    KernelState wanted = services(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1)))));

    Plan plan = Reconciler.plan(wanted, wanted, nothing());

    assertThat(plan.operations()).isEmpty();
    assertThat(plan.intent()).isEqualTo(nothing());
    assertThat(plan.conflicts())
        .singleElement()
        .satisfies(conflict -> {
          assertThat(conflict.object()).isEqualTo("ipvsadm -A -t 10.0.0.100:80 -s rr");
          assertThat(conflict.code()).isEqualTo("foreign");
          assertThat(conflict.detail()).contains("untouched").contains("adopt");
        });
    assertThat(plan.foreign())
        .containsExactly(
            "-A -t 10.0.0.100:80 -s rr", "-a -t 10.0.0.100:80 -r 10.0.0.21:80 -g -w 1");
  }

  @Test
  void aForeignServiceNobodyWantsIsReportedAndLeftAlone() {
    KernelState observed = services(Map.of(DNS, service(Scheduler.RR, Map.of())));
    Plan plan = Reconciler.plan(observed, KernelState.EMPTY, nothing());
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.conflicts()).isEmpty();
    assertThat(plan.foreign()).containsExactly("-A -u [fd00::100]:53 -s rr");
  }

  @Test
  void anOwnServiceWithAForeignRealServerStaysWhenOursLeave() {
    KernelState observed =
        services(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1), WEB2, dr(1)))));
    Ledger ledger = owning(services(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1))))));

    Plan plan = Reconciler.plan(observed, KernelState.EMPTY, ledger);

    assertThat(plan).hasToString("ipvsadm -d -t 10.0.0.100:80 -r 10.0.0.21:80");
    assertThat(plan.conflicts()).hasSize(1);
    assertThat(plan.foreign()).containsExactly("-a -t 10.0.0.100:80 -r 10.0.0.22:80 -g -w 1");
  }

  @Test
  void aWantedRealServerThatIsForeignIsAConflict() {
    KernelState observed = services(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(7)))));
    Ledger ledger = owning(services(Map.of(HTTP, service(Scheduler.RR, Map.of()))));
    KernelState wanted = services(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1)))));

    Plan plan = Reconciler.plan(observed, wanted, ledger);

    assertThat(plan.operations()).isEmpty();
    assertThat(plan.conflicts()).extracting(Conflict::code).containsExactly("foreign");
  }

  @Test
  void anIdenticalForeignAddressWillDoAndIsNeverRemoved() {
    KernelState wanted = realServer(Map.of(), VIP_ON_LO);
    Plan plan = Reconciler.plan(wanted, wanted, nothing());
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.conflicts()).isEmpty();
    assertThat(Reconciler.plan(wanted, KernelState.EMPTY, plan.intent()).operations()).isEmpty();
  }

  @Test
  void anIpv6AddressMakesRoomForItselfWithAnotherPrefix() {
    LocalAddress old = new LocalAddress("eth0", IpAddress.parse("fd00::100"), 128);
    LocalAddress wanted = new LocalAddress("eth0", IpAddress.parse("fd00::100"), 64);
    KernelState observed = realServer(Map.of(), old);

    Plan plan = Reconciler.plan(observed, realServer(Map.of(), wanted), owning(observed));

    assertThat(plan)
        .hasToString(
            """
            ip address del fd00::100/128 dev eth0
            ip address add fd00::100/64 dev eth0
            arping -A -c 1 -I eth0 fd00::100\
            """);
  }

  @Test
  void whatSomebodyElseMadeFirstIsNotOurs() {
    KernelState wanted =
        KernelState.of(
            Sorted.map(Map.of(HTTP, service(Scheduler.RR, Map.of()))),
            Sorted.set(List.of(VIP_ON_LO)),
            Sorted.map());
    Plan plan = Reconciler.plan(KernelState.EMPTY, wanted, nothing());

    Ledger settled =
        Reconciler.settle(
            plan,
            plan.operations().stream()
                .map(operation -> (OperationOutcome) new Failed(operation, "EEXIST", ""))
                .toList());

    assertThat(plan.operations()).hasExactlyElementsOfTypes(AddService.class, AddAddress.class);
    assertThat(settled).isEqualTo(nothing());
  }

  @Test
  void anOriginalIsForgottenOnlyWhenItIsBack() {
    Ledger ledger =
        Ledger.of(HOST, Sorted.map(), Sorted.set(), Sorted.map(Map.of(ARP_IGNORE, "0")));
    Plan plan = Reconciler.plan(realServer(Map.of(ARP_IGNORE, "1")), KernelState.EMPTY, ledger);
    Operation restore = new RestoreSysctl(ARP_IGNORE, "0");

    assertThat(plan.operations()).containsExactly(restore);
    assertThat(Reconciler.settle(plan, List.of(new Failed(restore, "EROFS", ""))))
        .isEqualTo(ledger);
    assertThat(Reconciler.settle(plan, List.of(new Done(restore)))).isEqualTo(nothing());
  }

  @Test
  void claimsOnWhatIsNeitherThereNorWantedAreDropped() {
    Ledger ledger =
        owning(
            KernelState.of(
                Sorted.map(Map.of(HTTP, service(Scheduler.RR, Map.of(WEB1, dr(1))))),
                Sorted.set(List.of(VIP)),
                Sorted.map()));
    assertThat(Reconciler.plan(KernelState.EMPTY, KernelState.EMPTY, ledger).intent())
        .isEqualTo(nothing());
  }

  @Test
  void aLedgerIsVoidAfterARebootAndInAnotherNamespace() {
    assertThat(nothing().validFor(HOST)).isTrue();
    assertThat(nothing().validFor(new HostIdentity("boot-2", HOST.networkNamespace()))).isFalse();
    assertThat(nothing().validFor(new HostIdentity(HOST.bootId(), 1))).isFalse();
  }
}
