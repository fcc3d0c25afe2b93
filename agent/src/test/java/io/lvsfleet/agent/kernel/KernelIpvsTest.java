package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_NEW_DEST;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_CMD_SET_DEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.FakeIpvsTable;
import io.lvsfleet.agent.fake.IpvsOperationGen;
import io.lvsfleet.agent.fake.IpvsTableContract;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `ipvsadm` as the witness of every test's end.
@Tag("kernel")
class KernelIpvsTest extends IpvsTableContract {

  private static final int DIFFERENTIAL_SEEDS = 40;
  private static final int OPERATIONS = 30;

  /// `IPVS_DEST_ATTR_*` of `linux/ip_vs.h`.
  private static final int FWD_METHOD = 3;

  private static final int WEIGHT = 4;
  private static final int TUN_TYPE = 13;
  private static final int TUN_FLAGS = 15;

  private final List<String> oddities = new ArrayList<>();
  private KernelIpvs table;

  KernelIpvsTest() throws KernelException {
    table = new KernelIpvs(oddities::add);
  }

  @Override
  protected IpvsTable table() {
    return table;
  }

  /// Debian's kernels are without `twos`; another one missing is not expected.
  @Override
  protected List<Scheduler> schedulers() {
    List<Scheduler> all = List.of(Scheduler.values());
    return available(Scheduler.TWOS)
        ? all
        : all.stream().filter(scheduler -> scheduler != Scheduler.TWOS).toList();
  }

  private boolean available(Scheduler scheduler) {
    VirtualServiceKey key = new FirewallMarkKey(AddressFamily.IPV4, 99);
    String result =
        Attempt.of(() -> table.execute(new AddService(key, VirtualServiceConfig.of(scheduler))));
    if (!result.equals(Attempt.DONE)) {
      assertThat(result).isEqualTo("ENOENT");
      return false;
    }
    Shell.sh("ipvsadm -D -f 99");
    return true;
  }

  @BeforeEach
  void emptyTable() {
    Shell.sh("ipvsadm -C");
  }

  @AfterEach
  void ipvsadmSeesTheSameAndTheTableIsClosed() throws KernelException {
    assertIpvsadmSees(table.dump());
    table.close();
    Shell.sh("ipvsadm -C");
  }

  private static void assertIpvsadmSees(SortedMap<VirtualServiceKey, VirtualService> services) {
    assertThat(Shell.lines("ipvsadm -Sn"))
        .containsExactlyInAnyOrderElementsOf(Ipvsadm.save(services));
    assertThat(
            Shell.lines("ipvsadm -Ln --thresholds").stream()
                .filter(line -> line.startsWith("-> ") && !line.contains("RemoteAddress"))
                .map(line -> line.replaceAll(" +", " ").split(" ", -1))
                .map(words -> words[1] + " " + words[2] + " " + words[3]))
        .containsExactlyInAnyOrderElementsOf(Ipvsadm.thresholds(services));
  }

  @Test
  void fakeAndKernelAnswerAlike() throws KernelException {
    boolean twos = available(Scheduler.TWOS);
    for (long seed = 0; seed < DIFFERENTIAL_SEEDS; seed++) {
      Shell.sh("ipvsadm -C");
      FakeIpvsTable fake = new FakeIpvsTable();
      if (!twos) {
        fake.withoutScheduler(Scheduler.TWOS);
      }
      IpvsOperationGen gen = new IpvsOperationGen(seed);
      for (int i = 0; i < OPERATIONS; i++) {
        IpvsOperation operation = gen.operation();
        assertThat(Attempt.of(() -> fake.execute(operation)))
            .as("seed %d, operation %d: %s", seed, i, operation.describe())
            .isEqualTo(Attempt.of(() -> table.execute(operation)));
      }
      assertThat(fake.dump()).as("seed %d", seed).isEqualTo(table.dump());
      if (seed % 10 == 0) {
        assertIpvsadmSees(fake.dump());
      }
    }
  }

  @Test
  void manyAtOnceEndAsOneByOne() throws KernelException {
    boolean twos = available(Scheduler.TWOS);
    for (long seed = 1000; seed < 1010; seed++) {
      Shell.sh("ipvsadm -C");
      FakeIpvsTable fake = new FakeIpvsTable();
      if (!twos) {
        fake.withoutScheduler(Scheduler.TWOS);
      }
      IpvsOperationGen gen = new IpvsOperationGen(seed);
      // More than two batches.
      List<IpvsOperation> operations = Stream.generate(gen::operation).limit(250).toList();
      List<String> expected =
          operations.stream().map(one -> Attempt.of(() -> fake.execute(one))).toList();
      List<OperationOutcome> outcomes = table.executeAll(operations);
      assertThat(outcomes.stream().map(OperationOutcome::operation))
          .containsExactlyElementsOf(operations);
      assertThat(outcomes.stream().map(KernelIpvsTest::result))
          .as("seed %d", seed)
          .containsExactlyElementsOf(expected);
      assertThat(table.dump()).as("seed %d", seed).isEqualTo(fake.dump());
    }
    assertThat(table.executeAll(List.of())).isEmpty();
  }

  private static String result(OperationOutcome outcome) {
    return switch (outcome) {
      case OperationOutcome.Done _ -> Attempt.DONE;
      case OperationOutcome.Failed failed -> failed.errno();
      case OperationOutcome.Skipped _ -> "skipped";
    };
  }

  @Test
  void whatIpvsadmMadeIsReadAsItWasMeant() throws KernelException {
    Shell.sh("ipvsadm -A -t 10.0.0.100:80 -s rr");
    Shell.sh("ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.21:80 -g -w 1");
    assertThat(table.get(WEB).orElseThrow().config()).isEqualTo(RR);
    assertThat(table.get(WEB).orElseThrow().realServers()).containsOnlyKeys(REAL);
    assertThat(table.get(WEB).orElseThrow().realServers()).containsEntry(REAL, DR);
  }

  @Test
  void adviceNamesTheSchedulersModule() {
    assertThatThrownBy(() ->
            table.execute(
                new AddService(WEB, new VirtualServiceConfig("xyz", new TreeSet<>(), null, false))))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("ENOENT: scheduler \"xyz\" is not available in this kernel")
        .hasMessageContaining("load ip_vs_xyz");
  }

  @Test
  void anEntryThatWasMadeOddIsSeenAsSuchAndASetRepairsIt() throws KernelException {
    table.execute(new AddService(WEB, RR));
    table.execute(new AddRealServer(WEB, REAL, DR));
    RealServerKey other = realServer("10.0.0.22", 80);
    // ipvsadm takes none of these, but the kernel does: so does a raw message.
    RawIpvs.send(IPVS_CMD_NEW_DEST, WEB, other, out -> out.u32(FWD_METHOD, 3).u32(WEIGHT, 70_000));
    assertThat(oddity(other)).isEqualTo("weight 70000");
    RawIpvs.send(IPVS_CMD_SET_DEST, WEB, other, out -> out.u32(FWD_METHOD, 4).u32(WEIGHT, 1));
    assertThat(oddity(other)).isEqualTo("forwarding method 4");
    RawIpvs.send(
        IPVS_CMD_SET_DEST,
        WEB,
        other,
        out -> out.u32(FWD_METHOD, 2).u32(WEIGHT, 1).u8(TUN_TYPE, 7).u16(TUN_FLAGS, 9));
    assertThat(oddity(other)).isEqualTo("tunnel type 7 port 0 flags 9");
    assertThat(oddity(REAL)).isEmpty();
    RawIpvs.setFlags(WEB, "rr", 0x8020);
    assertThat(table.get(WEB).orElseThrow().config().oddity()).isEqualTo("flags 0x8020");
    assertThat(table.dump()).containsEntry(WEB, table.get(WEB).orElseThrow());

    table.execute(new EditRealServer(WEB, other, DR));
    table.execute(new EditService(WEB, RR));

    assertThat(table.dump())
        .isEqualTo(Map.of(WEB, new VirtualService(RR, Sorted.map(Map.of(REAL, DR, other, DR)))));
    assertThat(oddities).isEmpty();
  }

  private String oddity(RealServerKey key) throws KernelException {
    return Objects.requireNonNull(table.get(WEB).orElseThrow().realServers().get(key)).oddity();
  }

  @Test
  void anEntryOfAnUnknownProtocolHidesOnlyItself() throws KernelException {
    table.execute(new AddService(WEB, RR));
    RawIpvs.addServiceOfProtocol(51, "10.0.0.100", 80); // AH
    assertThat(table.dump()).containsOnlyKeys(WEB);
    assertThat(oddities).isNotEmpty().allMatch(line -> line.contains("protocol 51"));
    Shell.sh("ipvsadm -C");
  }

  @Test
  void aTableOfManyDatagramsIsReadWhole() throws KernelException {
    VirtualServiceConfig config = RR;
    for (int service = 0; service < 5; service++) {
      VirtualServiceKey key =
          new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 1000 + service);
      table.execute(new AddService(key, config));
      for (int server = 0; server < 400; server++) {
        String address = "10.1." + (server / 250) + "." + (1 + server % 250);
        table.execute(new AddRealServer(key, realServer(address, 1000 + service), DR));
      }
    }
    SortedMap<VirtualServiceKey, VirtualService> all = table.dump();
    assertThat(all).hasSize(5);
    assertThat(all.values()).allMatch(service -> service.realServers().size() == 400);
  }
}
