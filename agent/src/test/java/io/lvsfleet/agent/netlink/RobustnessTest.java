package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.netlink.fou.FouCodec;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsControlCodec;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.DeviceCodec;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.agent.netlink.route.RouteCodec;
import io.lvsfleet.agent.netlink.route.SavedRoute;
import io.lvsfleet.agent.netlink.sockdiag.SocketCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are: a value or a [NetlinkError], never another exception.
///
/// Draw more with `-Dfuzz.count=1000000`, others with `-Dfuzz.seed=4711`.
class RobustnessTest {

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_121);
  private static final int MUTATIONS = Integer.getInteger("fuzz.count", 20_000);
  private static final int MUTATED_BYTES = 8;
  private static final int[] WRONG_LENGTHS = {
    -8, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 28, 64, 0x7fff
  };

  /// The dump of interfaces is long and all alike: its first part stands for the rest.
  private static final int MAX_LENGTH = 1_200;

  private static List<byte[]> datagrams() {
    List<byte[]> datagrams = new ArrayList<>();
    for (String name : Golden.names()) {
      Golden golden = Golden.read(name);
      if (name.equals("dump-devices")) {
        golden.received().forEach(datagram -> datagrams.addAll(devices(datagram)));
        continue;
      }
      if (name.startsWith("put-route")) {
        // Before it `ip` asks for the interface: those messages are in other files.
        datagrams.add(shortened(golden.sent().getLast()));
        continue;
      }
      golden.sent().forEach(datagram -> datagrams.addAll(messages(shortened(datagram))));
      golden.received().forEach(datagram -> datagrams.addAll(messages(shortened(datagram))));
    }
    return datagrams;
  }

  /// One of each device, the part that tells its kind: the rest is counters.
  private static List<byte[]> devices(ByteBuffer datagram) {
    List<byte[]> devices = new ArrayList<>();
    try {
      for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
        if (message.type() == 16 && DeviceCodec.read(message).isPresent()) {
          AttributeReader in = message.attributes(16);
          AttributeWriter out = new AttributeWriter().header(message.payload().limit(16));
          while (in.next()) {
            if (in.type() <= 4 || in.type() == 18) {
              out.bytes(in.type(), in.bytes());
            }
          }
          devices.add(new NetlinkMessage(16, 0, 0, 0, out.toBuffer()).encode().array());
        }
      }
    } catch (NetlinkError e) {
      throw new AssertionError(e);
    }
    return devices;
  }

  /// Each by itself, because a change in one leaves the others what they are.
  private static List<byte[]> messages(byte[] datagram) {
    List<byte[]> messages = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    int at = 0;
    while (at + NetlinkMessage.HEADER <= datagram.length) {
      int length = in.getInt(at);
      if (length < NetlinkMessage.HEADER || length > datagram.length - at) {
        break;
      }
      messages.add(Arrays.copyOfRange(datagram, at, at + length));
      at += NetlinkConstants.align(length);
    }
    if (at < datagram.length) {
      messages.add(Arrays.copyOfRange(datagram, at, datagram.length));
    }
    return messages;
  }

  private static byte[] shortened(ByteBuffer datagram) {
    byte[] bytes = new byte[Math.min(datagram.remaining(), MAX_LENGTH)];
    datagram.get(0, bytes);
    return bytes;
  }

  private interface Decoder {
    Object decode(NetlinkMessage message) throws NetlinkError;
  }

  private static final List<Decoder> DECODERS =
      List.of(
          GenericNetlink::readFamily,
          IpvsCodec::readService,
          message -> IpvsCodec.readRealServer(message, AddressFamily.IPV4),
          IpvsControlCodec::readInfo,
          IpvsControlCodec::readTimeouts,
          IpvsControlCodec::readDaemon,
          AddressCodec::read,
          LinkCodec::read,
          DeviceCodec::read,
          FouCodec::read,
          RouteCodec::read,
          SocketCodec::readClosed,
          message -> SocketCodec.readListener(message, Protocol.TCP),
          message -> GenericNetlink.isFamily(message, FouCodec.FAMILY),
          RobustnessTest::restore,
          message -> new ReplyCollector(message.sequence()).accept(message));

  /// What comes back from a damaged disk; of no other messages, because it takes its time.
  private static Object restore(NetlinkMessage message) throws NetlinkError {
    if (message.type() != 24) {
      return message;
    }
    byte[] bytes = new byte[message.payload().remaining()];
    message.payload().get(bytes);
    return SavedRoute.write(HexFormat.of().formatHex(bytes), 7);
  }

  /// How many decodings gave a value.
  private static int decodeEverything(byte[] bytes) {
    int values = 0;
    List<NetlinkMessage> messages;
    try {
      messages = NetlinkMessage.parse(ByteBuffer.wrap(bytes));
    } catch (NetlinkError _) {
      return 0;
    }
    for (NetlinkMessage message : messages) {
      for (Decoder decoder : DECODERS) {
        try {
          Objects.requireNonNull(decoder.decode(message));
          values++;
        } catch (NetlinkError _) {
          // the other allowed end
        } catch (RuntimeException e) {
          throw new AssertionError("for the bytes " + HexFormat.of().formatHex(bytes), e);
        }
      }
    }
    return values;
  }

  @Test
  void everyTruncationIsAValueOrAnError() {
    int values = 0;
    for (byte[] datagram : datagrams()) {
      for (int length = 0; length < datagram.length; length++) {
        byte[] cut = Arrays.copyOf(datagram, length);
        values += decodeEverything(cut);
        // With a header that tells the truth, so that the decoders get to see the stump.
        if (length >= NetlinkMessage.HEADER) {
          ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(0, length);
          values += decodeEverything(cut);
        }
      }
    }
    assertThat(values).isPositive();
  }

  @Test
  void everyFlippedBitIsAValueOrAnError() {
    int values = 0;
    for (byte[] datagram : datagrams()) {
      for (int bit = 0; bit < 8 * datagram.length; bit++) {
        byte[] flipped = datagram.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        values += decodeEverything(flipped);
      }
    }
    assertThat(values).isPositive();
  }

  /// Lengths of messages and attributes stand at multiples of four.
  @Test
  void everyWrongLengthIsAValueOrAnError() {
    int values = 0;
    for (byte[] datagram : datagrams()) {
      for (int at = 0; at + 2 <= datagram.length; at += 4) {
        ByteBuffer changed = ByteBuffer.wrap(datagram.clone()).order(ByteOrder.nativeOrder());
        short length = changed.getShort(at);
        for (int wrong : WRONG_LENGTHS) {
          changed.putShort(at, (short) wrong);
          values += decodeEverything(changed.array());
          changed.putShort(at, (short) (length + wrong));
          values += decodeEverything(changed.array());
        }
      }
    }
    assertThat(values).isPositive();
  }

  @Test
  void randomMutationsAreAValueOrAnError() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<byte[]> datagrams = datagrams();
    int values = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = datagrams.get(random.nextInt(datagrams.size())).clone();
      for (int change = 1 + random.nextInt(MUTATED_BYTES); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      values += decodeEverything(bytes);
    }
    assertThat(values).as("seed %d", SEED).isPositive();
  }
}
