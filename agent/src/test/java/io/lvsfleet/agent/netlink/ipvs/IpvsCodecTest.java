package io.lvsfleet.agent.netlink.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsfleet.agent.netlink.AttributeWriter;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IpvsCodecTest {

  private static final int SEEDS = 2_000;
  private static final VirtualServiceKey WEB =
      new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
  private static final RealServerKey REAL = new RealServerKey(IpAddress.parse("10.0.0.21"), 80);

  private static NetlinkMessage message(ByteBuffer payload) {
    return new NetlinkMessage(26, 0, 1, 0, payload);
  }

  @Test
  void whatIsDrawnIsReadBackAsItWasWritten() throws NetlinkError {
    for (long seed = 0; seed < SEEDS; seed++) {
      ModelGen gen = new ModelGen(seed);
      VirtualServiceKey key = gen.serviceKey();
      VirtualServiceConfig service = gen.serviceConfig(key);
      assertThat(IpvsCodec.readService(message(IpvsCodec.write(new AddService(key, service)))))
          .as("seed %d", seed)
          .isEqualTo(new ServiceRow(key, service, Statistics.NONE));
      RealServerConfig config = gen.realServerConfig();
      RealServerKey realServer = gen.realServerKey(key, config);
      RealServerRow row =
          IpvsCodec.readRealServer(
              message(IpvsCodec.write(new AddRealServer(key, realServer, config))), key.family());
      assertThat(Map.entry(row.key(), row.config()))
          .as("seed %d", seed)
          .isEqualTo(Map.entry(realServer, config));
    }
  }

  @Test
  void everyPersistenceNetworkIsReadBackAsItWasWritten() throws NetlinkError {
    for (String address : new String[] {"10.0.0.100", "fd00:a::100"}) {
      VirtualServiceKey key = new AddressKey(Protocol.TCP, IpAddress.parse(address), 80);
      for (int length = 0; length <= key.family().bits(); length++) {
        VirtualServiceConfig config =
            VirtualServiceConfig.of(Scheduler.RR)
                .withPersistence(new Persistence(Duration.ofDays(31), length, null));
        ServiceRow row =
            IpvsCodec.readService(message(IpvsCodec.write(new AddService(key, config))));
        assertThat(row.config()).isEqualTo(config);
      }
    }
  }

  @Test
  void aPersistenceNetworkLongerThanAnAddressCannotBeSaid() {
    VirtualServiceConfig config =
        VirtualServiceConfig.of(Scheduler.RR)
            .withPersistence(new Persistence(Duration.ofSeconds(1), 33, null));
    NetlinkError error =
        catchThrowableOfType(
            NetlinkError.class, () -> IpvsCodec.write(new AddService(WEB, config)));
    assertThat(error.kind()).isEqualTo(NetlinkError.Kind.UNREPRESENTABLE);
  }

  /// A service as the kernel of this sort would tell it.
  private static NetlinkMessage service(Consumer<AttributeWriter> more) {
    return message(
        new AttributeWriter()
            .header(GenericNetlink.header(1, 1))
            .nested(
                1,
                out -> {
                  ServiceCodec.writeKey(out, WEB);
                  more.accept(out);
                })
            .toBuffer());
  }

  private static NetlinkMessage realServer(Consumer<AttributeWriter> content) {
    return message(
        new AttributeWriter().header(GenericNetlink.header(5, 1)).nested(2, content).toBuffer());
  }

  private static byte[] flags(int flags) {
    return ByteBuffer.allocate(8)
        .order(java.nio.ByteOrder.nativeOrder())
        .putInt(flags)
        .putInt(-1)
        .array();
  }

  @Test
  void theKernelsOwnFlagIsLeftOut() throws NetlinkError {
    ServiceRow row =
        IpvsCodec.readService(service(out -> out.string(6, "rr").bytes(7, flags(0x2))));
    assertThat(row.config()).isEqualTo(VirtualServiceConfig.of(Scheduler.RR));
  }

  @Test
  void wideCountersWinInEitherOrderAndNarrowOnesServeOldKernels() throws NetlinkError {
    Consumer<AttributeWriter> narrow =
        out -> out.nested(10, in -> in.u32(1, 1).u32(2, 2).u32(3, 3).u64(4, 4).u64(5, 5));
    Consumer<AttributeWriter> wide =
        out -> out.nested(12, in -> in.u64(1, 1L << 40).u64(2, 2).u64(3, 3).u64(4, 4).u64(5, 5));
    assertThat(IpvsCodec.readService(service(narrow)).statistics().counters())
        .isEqualTo(new Counters(1, 2, 3, 4, 5));
    Counters expected = new Counters(1L << 40, 2, 3, 4, 5);
    assertThat(IpvsCodec.readService(service(narrow.andThen(wide))).statistics().counters())
        .isEqualTo(expected);
    assertThat(IpvsCodec.readService(service(wide.andThen(narrow))).statistics().counters())
        .isEqualTo(expected);
  }

  @Test
  void ratesAreReadBesideTheCounters() throws NetlinkError {
    Consumer<AttributeWriter> wide =
        out ->
            out.nested(
                12,
                in -> {
                  for (int type = 1; type <= 10; type++) {
                    in.u64(type, type);
                  }
                  in.bytes(11, new byte[0]); // padding
                });
    assertThat(IpvsCodec.readService(service(wide)).statistics())
        .isEqualTo(new Statistics(new Counters(1, 2, 3, 4, 5), new Rates(6, 7, 8, 9, 10)));
    Consumer<AttributeWriter> narrow =
        out ->
            out.nested(
                10,
                in -> {
                  in.u32(1, 1).u32(2, 2).u32(3, 3).u64(4, 4).u64(5, 5);
                  in.u32(6, 6).u32(7, 7).u32(8, 8).u32(9, 9).u32(10, 0xffff_ffffL);
                });
    assertThat(IpvsCodec.readService(service(narrow)).statistics())
        .isEqualTo(
            new Statistics(new Counters(1, 2, 3, 4, 5), new Rates(6, 7, 8, 9, 0xffff_ffffL)));
  }

  @Test
  void aRealServerWithoutAFamilyHasItsServices() throws NetlinkError {
    NetlinkMessage old =
        realServer(
            out -> out.bytes(1, Addresses.union(REAL.address())).networkU16(2, 80).u32(3, 3));
    assertThat(IpvsCodec.readRealServer(old, AddressFamily.IPV4).key()).isEqualTo(REAL);
    assertThat(IpvsCodec.readRealServer(old, AddressFamily.IPV6).key().address())
        .isEqualTo(IpAddress.parse("a00:15::"));
  }

  @Test
  void whatTheModelHasNoWordForIsToldAsAnOddity() throws NetlinkError {
    Map<String, Consumer<AttributeWriter>> realServers =
        Map.of(
            "forwarding method 4", out -> odd(out).u32(3, 4), // bypass
            "weight 70000", out -> odd(out).u32(4, 70_000),
            "weight -1", out -> odd(out).u32(4, 0xffff_ffffL),
            "thresholds 1 and 2", out -> odd(out).u32(5, 1).u32(6, 2),
            "thresholds -1 and 0", out -> odd(out).u32(5, 0xffff_ffffL),
            "tunnel type 9 port 0 flags 0", out -> odd(out).u32(3, 2).u8(13, 9),
            "tunnel type 0 port 0 flags 4", out -> odd(out).u32(3, 2).u16(15, 4),
            "tunnel type 1 port 0 flags 0", out -> odd(out).u32(3, 2).u8(13, 1),
            "forwarding method 7, weight 70000", out -> odd(out).u32(3, 7).u32(4, 70_000));
    for (Map.Entry<String, Consumer<AttributeWriter>> odd : realServers.entrySet()) {
      RealServerRow row = IpvsCodec.readRealServer(realServer(odd.getValue()), AddressFamily.IPV4);
      assertThat(row.key()).isEqualTo(REAL);
      assertThat(row.config().oddity()).isEqualTo(odd.getKey());
    }
    Map<String, Consumer<AttributeWriter>> services =
        Map.of(
            "flags 0x20", out -> out.bytes(7, flags(0x20)),
            "persistent for 0 s", out -> out.bytes(7, flags(1)).bytes(9, mask(-1, -1)),
            "persistent for 4294967295 s",
                out -> out.bytes(7, flags(1)).u32(8, 0xffff_ffffL).bytes(9, mask(-1, -1)),
            "persistence netmask 255.0.255.0",
                out -> out.bytes(7, flags(1)).u32(8, 9).bytes(9, mask(-1, 0)),
            "engine sip without persistence", out -> out.bytes(7, flags(0)).string(11, "sip"));
    for (Map.Entry<String, Consumer<AttributeWriter>> odd : services.entrySet()) {
      ServiceRow row = IpvsCodec.readService(service(odd.getValue()));
      assertThat(row.key()).isEqualTo(WEB);
      assertThat(row.config().oddity()).isEqualTo(odd.getKey());
    }
  }

  private static byte[] mask(int odd, int even) {
    return new byte[] {(byte) odd, (byte) even, (byte) odd, (byte) even};
  }

  @Test
  void anEntryWhoseIdentityTheModelHasNoWordForIsUnrepresentable() {
    for (NetlinkMessage odd :
        new NetlinkMessage[] {
          service(out -> out.u16(2, 51)), // AH
          service(out -> out.u16(1, 1)), // AF_UNIX
        }) {
      assertThat(catchThrowableOfType(NetlinkError.class, () -> IpvsCodec.readService(odd)).kind())
          .isEqualTo(NetlinkError.Kind.UNREPRESENTABLE);
    }
    NetlinkMessage odd = realServer(out -> odd(out).u16(11, 1));
    assertThat(
            catchThrowableOfType(
                    NetlinkError.class, () -> IpvsCodec.readRealServer(odd, AddressFamily.IPV4))
                .kind())
        .isEqualTo(NetlinkError.Kind.UNREPRESENTABLE);
  }

  private static AttributeWriter odd(AttributeWriter out) {
    return out.bytes(1, Addresses.union(REAL.address())).networkU16(2, 80);
  }

  @Test
  void everyForwardingMethodOfTheModelHasItsNumber() throws NetlinkError {
    for (ForwardingMethod method : ForwardingMethod.values()) {
      RealServerConfig config = RealServerConfig.of(method, Weight.ONE);
      RealServerRow row =
          IpvsCodec.readRealServer(
              message(IpvsCodec.write(new AddRealServer(WEB, REAL, config))), AddressFamily.IPV4);
      assertThat(row.config()).isEqualTo(config);
    }
  }
}
