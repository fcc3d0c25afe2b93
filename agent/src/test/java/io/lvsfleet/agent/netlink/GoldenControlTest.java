package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsControlCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsInfo;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SyncDaemon.Role;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// Our bytes against those of `ipvsadm` for what ip_vs has once per namespace, and the answers.
class GoldenControlTest {

  static final List<String> NAMES =
      List.of(
          "info",
          "set-timeouts",
          "timeouts",
          "start-master",
          "start-backup",
          "start-twice",
          "start-no-interface",
          "start-other-families",
          "daemons",
          "stop-master",
          "stop-not-running",
          "zero",
          "zero-service",
          "zero-service-not-there");

  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(901), Duration.ofSeconds(121), Duration.ofSeconds(301));
  private static final SyncDaemon MASTER =
      new SyncDaemon(Role.MASTER, "sync0", 7, 1000, IpAddress.parse("239.1.2.3"), 9000, 5);
  private static final SyncDaemon BACKUP =
      new SyncDaemon(Role.BACKUP, "sync0", 255, 2000, IpAddress.parse("ff02::81"), 9001, 1);

  private static SortedMap<String, String> tree(ByteBuffer payload) throws NetlinkError {
    return AttributeTree.of(payload, GenericNetlink.HEADER);
  }

  private static SortedMap<String, String> theirs(String name) throws NetlinkError {
    return tree(Golden.read(name).request().payload());
  }

  private static void assertSame(String name, ByteBuffer ours) throws NetlinkError {
    assertThat(tree(ours)).as(name).isEqualTo(theirs(name));
  }

  @Test
  void questionsAreThoseOfIpvsadm() throws NetlinkError {
    assertSame("info", IpvsControlCodec.writeGetInfo());
    assertSame("timeouts", IpvsControlCodec.writeGetTimeouts());
    assertSame("daemons", IpvsControlCodec.writeGetDaemons());
  }

  @Test
  void changesSayWhatIpvsadmSays() throws NetlinkError {
    assertSame("set-timeouts", IpvsControlCodec.write(TIMEOUTS));
    assertSame("start-master", IpvsControlCodec.writeStart(MASTER));
    assertSame("start-backup", IpvsControlCodec.writeStart(BACKUP));
    assertSame("start-twice", IpvsControlCodec.writeStart(BACKUP));
    assertSame("zero", IpvsCodec.writeZero());
  }

  /// It repeats what the command does not need: an empty interface and sync id, a whole service.
  @Test
  void whatTheCommandNeedsIsWhatIpvsadmSaysToo() throws NetlinkError {
    ByteBuffer stop = IpvsControlCodec.writeStop(Role.MASTER);
    assertThat(theirs("stop-master")).containsAllEntriesOf(tree(stop));
    ByteBuffer zero =
        IpvsCodec.writeZero(new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80));
    assertThat(theirs("zero-service")).containsAllEntriesOf(tree(zero));
  }

  @Test
  void whatIpvsadmLeavesToTheKernelWeSay() throws NetlinkError {
    SyncDaemon plain =
        new SyncDaemon(
            Role.MASTER,
            "nosuch0",
            7,
            1472,
            SyncDaemon.DEFAULT_GROUP,
            SyncDaemon.DEFAULT_PORT,
            SyncDaemon.DEFAULT_TTL);
    assertThat(tree(IpvsControlCodec.writeStart(plain)))
        .containsAllEntriesOf(theirs("start-no-interface"));
  }

  @Test
  void answersAreRead() throws NetlinkError {
    IpvsInfo info = IpvsControlCodec.readInfo(answers("info").getFirst());
    assertThat(info.version()).isEqualTo("1.2.1");
    assertThat(info.connectionTableSize()).isEqualTo(256);
    assertThat(IpvsControlCodec.readTimeouts(answers("timeouts").getFirst())).isEqualTo(TIMEOUTS);
    List<SyncDaemon> daemons = new ArrayList<>();
    for (NetlinkMessage message : answers("daemons")) {
      daemons.add(IpvsControlCodec.readDaemon(message));
    }
    assertThat(daemons).containsExactly(MASTER, BACKUP);
  }

  private static List<NetlinkMessage> answers(String name) throws NetlinkError {
    return GoldenTest.collect(Golden.read(name));
  }

  @Test
  void refusalsAreReadWithTheirNumber() {
    Map.of(
            "start-twice", 17,
            "start-no-interface", 19,
            "start-other-families", 22,
            "stop-not-running", 3,
            "zero-service-not-there", 3)
        .forEach((name, errno) ->
            assertThat(catchThrowableOfType(NetlinkError.class, () -> answers(name)).errno())
                .as(name)
                .isEqualTo(errno));
  }
}
