package io.lvsfleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.SessionProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Whole messages as text, to be reviewed like code. `-Dgolden.update=true` writes them anew.
class GoldenTest {

  private static final ClusterId CLUSTER = new ClusterId("shop");
  private static final IpAddress VIP = IpAddress.parse("10.0.0.100");

  private static CheckKey check(String realServer) {
    return new CheckKey(CLUSTER, "http", realServer, "tcp");
  }

  private static CheckSpec tcp(String address) {
    return CheckSpec.tcp(
        IpAddress.parse(address), 80, Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 2);
  }

  private static SortedMap<RealServerKey, RealServerSpec> directRouting(String... addresses) {
    SortedMap<RealServerKey, RealServerSpec> all = new TreeMap<>();
    for (String address : addresses) {
      String name = "web" + (all.size() + 1);
      all.put(
          new RealServerKey(IpAddress.parse(address), 80),
          new RealServerSpec(
              name,
              RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(100)),
              RealServerSpec.Gate.of(new NodeId(name), new TreeSet<>(Set.of(VIP))),
              new TreeSet<>(Set.of(check(name))),
              new TreeSet<>(Set.of(check(name)))));
    }
    return all;
  }

  static Desired drDirector() {
    NodeState state =
        NodeState.of(
            new NodeId("director1"),
            DirectorState.of(
                CLUSTER,
                DirectorRole.ALONE,
                new TreeSet<>(Set.of(new LocalAddress("eth0", VIP, 24))),
                new TreeMap<>(
                    Map.of(
                        new AddressKey(Protocol.TCP, VIP, 80),
                        ServiceSpec.of(
                            "http",
                            VirtualServiceConfig.of(Scheduler.RR),
                            OnFailure.REMOVE,
                            directRouting("10.0.0.21", "10.0.0.22")))),
                new TreeMap<>()),
            new TreeMap<>(),
            new TreeMap<>(
                Map.of(check("web1"), tcp("10.0.0.21"), check("web2"), tcp("10.0.0.22"))));
    Stamp stamp = new Stamp("5f2c", 7, new TreeMap<>(Map.of(CLUSTER, new Revision(3))));
    return new Desired(stamp, state, 0);
  }

  private static Desired drRealServer() {
    NodeState state =
        NodeState.of(
            new NodeId("web1"),
            null,
            new TreeMap<>(
                Map.of(
                    CLUSTER,
                    RealServerState.of(
                        new TreeSet<>(Set.of(new LocalAddress("lo", VIP, 32))),
                        new TreeMap<>(
                            Map.of(
                                new SysctlKey("net.ipv4.conf.all.arp_ignore"),
                                "1",
                                new SysctlKey("net.ipv4.conf.all.arp_announce"),
                                "2"))))),
            new TreeMap<>(Map.of(check("web1"), tcp("127.0.0.1"))));
    Stamp stamp = new Stamp("5f2c", 4, new TreeMap<>(Map.of(CLUSTER, new Revision(3))));
    return new Desired(stamp, state, 0);
  }

  private static Desired firewallMarkWithTunnels() {
    VirtualServiceConfig config =
        new VirtualServiceConfig(
            "mh",
            new TreeSet<>(Set.of(SchedulerFlag.FALLBACK, SchedulerFlag.PORT)),
            new Persistence(Duration.ofMinutes(5), 64, null),
            false);
    RealServerConfig server =
        new RealServerConfig(
            ForwardingMethod.TUNNELING,
            new Weight(Weight.MAX),
            200,
            150,
            new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.REMOTE));
    NodeState state =
        NodeState.of(
            new NodeId("director2"),
            DirectorState.of(
                CLUSTER,
                DirectorRole.BACKUP,
                new TreeSet<>(),
                new TreeMap<>(
                    Map.of(
                        new FirewallMarkKey(AddressFamily.IPV6, 0xffff_ffffL),
                        ServiceSpec.of(
                            "everything",
                            config,
                            OnFailure.QUIESCE,
                            new TreeMap<>(
                                Map.of(
                                    new RealServerKey(IpAddress.parse("2001:db8::21"), 0),
                                    new RealServerSpec(
                                        "far", server, null, new TreeSet<>(), new TreeSet<>())))))),
                new TreeMap<>(Map.of(new SysctlKey("net.ipv4.ip_forward"), "1"))),
            new TreeMap<>(),
            new TreeMap<>());
    return new Desired(new Stamp("5f2c", 9, new TreeMap<>()), state, 50);
  }

  private static WitnessReport witness() {
    return new WitnessReport(
        new NodeId("web1"),
        true,
        new TreeMap<>(
            Map.of(
                CLUSTER,
                Readiness.of(
                    new TreeMap<>(
                        Map.of(
                            VIP,
                            List.of(
                                new Readiness.Precondition(
                                    "net.ipv4.conf.all.arp_ignore", "0", "1")),
                            IpAddress.parse("10.0.0.101"),
                            List.of()))))),
        new TreeMap<>(
            Map.of(
                check("web1"),
                CheckVerdict.of(
                    CheckVerdict.State.DOWN,
                    Instant.parse("2026-05-04T03:02:01.250Z"),
                    "connect 127.0.0.1:80: connection refused"))));
  }

  @Test
  void drDirectorIsAsReviewed() throws Exception {
    desired("dr-director", drDirector());
  }

  @Test
  void drRealServerIsAsReviewed() throws Exception {
    desired("dr-real-server", drRealServer());
  }

  @Test
  void firewallMarkWithTunnelsIsAsReviewed() throws Exception {
    desired("firewall-mark-tunnel", firewallMarkWithTunnels());
  }

  @Test
  void witnessIsAsReviewed() throws Exception {
    SessionProto.Witness.Builder read = SessionProto.Witness.newBuilder();
    compare("witness", WitnessWire.encode(witness()), read);
    assertThat(WitnessWire.decode(new Field("witness"), read.build())).isEqualTo(witness());
  }

  private static void desired(String name, Desired desired) throws Exception {
    SessionProto.Desired.Builder read = SessionProto.Desired.newBuilder();
    compare(name, DesiredWire.encode(desired), read);
    assertThat(DesiredWire.decode(new Field("desired"), read.build())).isEqualTo(desired);
  }

  /// The text is what encoding gives, and is read into the builder.
  private static void compare(String name, Message encoded, Message.Builder read) throws Exception {
    Path file = Path.of("src/test/resources/golden", name + ".txtpb");
    String head = "# proto-message: " + encoded.getDescriptorForType().getFullName() + "\n\n";
    String text = head + TextFormat.printer().printToString(encoded);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).isEqualTo(text);
    TextFormat.getParser().merge(Files.readString(file), read);
  }
}
