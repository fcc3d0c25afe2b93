package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.agent.fake.SimulatedCrash;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Conflict;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What holds for every plan, on kernels that refuse what the real one refuses. Keys collide often:
/// the generator draws them from small spaces.
class PlanPropertiesTest {

  private static final int SEEDS = 1_500;
  private static final HostIdentity HOST = new HostIdentity("boot", 1);

  @Test
  void thePlanOfAReachedStateIsEmpty() {
    forEachSeed(random -> {
      KernelState state = random.kernelState();
      Plan plan = Reconciler.plan(state, state, owning(state));
      assertThat(plan.operations()).isEmpty();
      assertThat(plan.conflicts()).isEmpty();
    });
  }

  @Test
  void carryingThePlanOutReachesTheState() {
    forEachSeed(random -> {
      Case given = Case.draw(random);
      given.run();
      given.assertReached();
    });
  }

  @Test
  void aCrashAfterAnyPrefixIsRecoveredFromWhatIsObservedAndTheIntent() {
    forEachSeed(random -> {
      Case given = Case.draw(random);
      Plan plan = given.plan();
      for (int prefix = 0; prefix <= plan.operations().size(); prefix++) {
        Case crashed = given.copy();
        crashed.kernel.faults.crashAfter(prefix);
        crashed.ledger = plan.intent(); // on disk before the first operation
        try {
          new Executor(crashed.ports(), _ -> {}).execute(plan);
        } catch (SimulatedCrash _) {
          // the next line is the agent's next life
        }
        crashed.kernel.faults.clear();
        crashed.run();
        crashed.assertReached();
      }
    });
  }

  @Test
  void noOperationTouchesWhatIsForeign() {
    forEachSeed(random -> {
      Case given = Case.draw(random);
      for (Operation operation : given.plan().operations()) {
        if (operation instanceof Operation.IpvsOperation ipvs) {
          assertThat(given.foreignServices).doesNotContainKey(ipvs.service());
        }
      }
      KernelState before = given.kernel.state();
      given.run();
      given.foreignServices.forEach((key, service) ->
          assertThat(given.kernel.state().services()).containsEntry(key, service));
      assertThat(given.kernel.state().addresses()).containsAll(given.foreignAddresses);
      assertThat(before.addresses()).containsAll(given.foreignAddresses);
    });
  }

  @Test
  void everyWantedServiceThatIsForeignIsAConflict() {
    forEachSeed(random -> {
      Case given = Case.draw(random);
      long expected =
          given.foreignServices.keySet().stream()
              .filter(key -> given.wanted.services().containsKey(key))
              .count();
      assertThat(given.plan().conflicts())
          .hasSize((int) expected)
          .extracting(Conflict::code)
          .allMatch(code -> code.equals(Conflict.FOREIGN));
    });
  }

  @Test
  void everyRealServerIsInAServiceAndEveryAddressHasItsServiceAtAnyTime() {
    forEachSeed(random -> {
      Case given = Case.draw(random);
      // The fake refuses an operation on what is not there: an illegal prefix would be a failure.
      for (OperationOutcome outcome : new Executor(given.ports(), _ -> {}).execute(given.plan())) {
        assertThat(outcome).isInstanceOf(Done.class);
      }
    });
  }

  private static void forEachSeed(Consumer<ModelGen> claim) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        claim.accept(new ModelGen(seed));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  private static Ledger owning(KernelState state) {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services = new TreeMap<>();
    state
        .services()
        .forEach((key, service) -> services.put(key, Sorted.set(service.realServers().keySet())));
    return Ledger.of(HOST, services, state.addresses(), Sorted.map());
  }

  /// A kernel with own and foreign entries, and what it should hold.
  private static final class Case {
    final FakeKernel kernel = FakeKernel.typical();
    SortedMap<VirtualServiceKey, VirtualService> foreignServices = new TreeMap<>();
    SortedSet<LocalAddress> foreignAddresses = new TreeSet<>();
    KernelState wanted = KernelState.EMPTY;
    Ledger ledger = Ledger.empty(HOST);

    static Case draw(ModelGen random) {
      Case drawn = new Case();
      KernelState own = legal(random.kernelState());
      drawn.wanted = legal(random.kernelState());
      drawn.ledger = owning(own);
      own.services().forEach(drawn.kernel.ipvs::put);
      own.addresses().forEach(drawn.kernel.addresses::put);
      random
          .services(3)
          .forEach((key, service) -> {
            if (!own.services().containsKey(key)) {
              drawn.foreignServices.put(key, service);
              drawn.kernel.ipvs.put(key, service);
            }
          });
      for (LocalAddress address : random.addresses(2)) {
        SortedSet<LocalAddress> all = new TreeSet<>(own.addresses());
        all.addAll(drawn.wanted.addresses());
        all.addAll(drawn.foreignAddresses);
        if (all.stream().noneMatch(other -> other.address().equals(address.address()))) {
          drawn.foreignAddresses.add(address);
          drawn.kernel.addresses.put(address);
        }
      }
      return drawn;
    }

    /// One interface holds an IPv6 address once, so only the first prefix length drawn is kept.
    private static KernelState legal(KernelState drawn) {
      SortedSet<LocalAddress> addresses = new TreeSet<>();
      for (LocalAddress address : drawn.addresses()) {
        boolean twice =
            addresses.stream()
                .anyMatch(kept ->
                    kept.interfaceName().equals(address.interfaceName())
                        && kept.address().equals(address.address()));
        if (!twice) {
          addresses.add(address);
        }
      }
      return KernelState.of(drawn.services(), addresses, drawn.sysctls());
    }

    Kernel ports() {
      return new Kernel(kernel.ipvs, kernel.addresses, kernel.sysctls);
    }

    Plan plan() {
      return Reconciler.plan(kernel.state(), wanted, ledger);
    }

    void run() {
      Plan plan = plan();
      List<OperationOutcome> outcomes = new Executor(ports(), _ -> {}).execute(plan);
      ledger = Reconciler.settle(plan, outcomes);
    }

    Case copy() {
      Case copy = new Case();
      kernel.ipvs.dump().forEach(copy.kernel.ipvs::put);
      kernel.addresses.dump().forEach(copy.kernel.addresses::put);
      kernel.sysctls.all().forEach(copy.kernel.sysctls::put);
      copy.foreignServices = foreignServices;
      copy.foreignAddresses = foreignAddresses;
      copy.wanted = wanted;
      copy.ledger = ledger;
      return copy;
    }

    void assertReached() {
      KernelState now = kernel.state();
      SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>(wanted.services());
      services.putAll(foreignServices);
      assertThat(now.services()).isEqualTo(services);
      SortedSet<LocalAddress> addresses = new TreeSet<>(wanted.addresses());
      addresses.addAll(foreignAddresses);
      assertThat(now.addresses()).isEqualTo(addresses);
      assertThat(now.sysctls()).containsAllEntriesOf(wanted.sysctls());
      assertThat(plan().operations()).isEmpty();
    }
  }
}
