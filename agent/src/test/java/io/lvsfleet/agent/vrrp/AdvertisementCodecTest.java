package io.lvsfleet.agent.vrrp;

import static io.lvsfleet.agent.vrrp.VrrpFixtures.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.vrrp.AdvertisementCodec.Reading;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ByteBufferBackingArray") // they are made by allocate
class AdvertisementCodecTest {

  private static final IpAddress SOURCE = IpAddress.parse("10.0.0.1");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_121);
  private static final int MUTATIONS = Integer.getInteger("fuzz.count", 20_000);

  private static VrrpInstance v2(String password) {
    return VrrpFixtures.instance(
        2, "eth0", 51, 100, SECOND, password.isEmpty() ? null : password, VIP);
  }

  private static VrrpInstance v6() {
    return new VrrpInstance(
        3,
        51,
        "eth0",
        AddressFamily.IPV6,
        100,
        Duration.ofMillis(100),
        Sorted.set(),
        null,
        null,
        Sorted.set(
            List.of(
                new LocalAddress("eth0", IpAddress.parse("fd00::100"), 64),
                new LocalAddress("eth0", IpAddress.parse("fe80::100"), 64))),
        Sorted.set(),
        true);
  }

  private static Reading read(ByteBuffer bytes) {
    return AdvertisementCodec.read(bytes, SOURCE, AdvertisementCodec.GROUP_V4);
  }

  private static Reason reason(ByteBuffer bytes) {
    return ((Reading.Bad) read(bytes)).reason();
  }

  /// The checksums were worked out by hand: RFC 1071 over these words.
  @Test
  void bytesAreThoseOfTheStandards() {
    ByteBuffer two = AdvertisementCodec.write(v2(""), 100, SOURCE, AdvertisementCodec.GROUP_V4);
    assertThat(HexFormat.of().formatHex(two.array()))
        .isEqualTo("21336401" + "0001" + "7066" + "0a000064" + "0000000000000000");
    ByteBuffer password =
        AdvertisementCodec.write(v2("hush"), 100, SOURCE, AdvertisementCodec.GROUP_V4);
    assertThat(HexFormat.of().formatHex(password.array())).endsWith("68757368" + "00000000");
    VrrpInstance three = VrrpFixtures.instance("eth0", 51, 100, SECOND, VIP);
    ByteBuffer bytes = AdvertisementCodec.write(three, 0, SOURCE, AdvertisementCodec.GROUP_V4);
    assertThat(HexFormat.of().formatHex(bytes.array())).startsWith("31330001" + "0064");
  }

  @Test
  void whatIsWrittenIsRead() {
    for (VrrpInstance instance : List.of(v2(""), v2("hush"), v6())) {
      boolean four = instance.family() == AddressFamily.IPV4;
      IpAddress from = four ? SOURCE : IpAddress.parse("fe80::1");
      IpAddress to = AdvertisementCodec.group(instance.family());
      Reading reading =
          AdvertisementCodec.read(AdvertisementCodec.write(instance, 7, from, to), from, to);
      assertThat(reading).isInstanceOf(Reading.Good.class);
      Advertisement heard = ((Reading.Good) reading).advertisement();
      assertThat(heard.version()).isEqualTo(instance.version());
      assertThat(heard.virtualRouterId()).isEqualTo(51);
      assertThat(heard.priority()).isEqualTo(7);
      assertThat(heard.interval()).isEqualTo(instance.advertisementInterval());
      assertThat(heard.password()).isEqualTo(instance.password());
      assertThat(heard.addresses())
          .containsExactlyInAnyOrderElementsOf(
              instance.addresses().stream().map(LocalAddress::address).toList());
    }
  }

  @Test
  void theLinkLocalAddressComesFirst() {
    IpAddress from = IpAddress.parse("fe80::1");
    Reading reading =
        AdvertisementCodec.read(
            AdvertisementCodec.write(v6(), 7, from, AdvertisementCodec.GROUP_V6),
            from,
            AdvertisementCodec.GROUP_V6);
    assertThat(((Reading.Good) reading).advertisement().addresses().getFirst())
        .isEqualTo(IpAddress.parse("fe80::100"));
  }

  @Test
  void aPasswordIsNotShown() {
    Reading reading =
        read(AdvertisementCodec.write(v2("hush"), 7, SOURCE, AdvertisementCodec.GROUP_V4));
    assertThat(((Reading.Good) reading).advertisement().toString()).doesNotContain("hush");
  }

  @Test
  void eachFaultHasItsReason() {
    ByteBuffer good = AdvertisementCodec.write(v2(""), 7, SOURCE, AdvertisementCodec.GROUP_V4);
    assertThat(reason(good.duplicate().limit(7))).isEqualTo(Reason.LENGTH);
    assertThat(reason(good.duplicate().limit(19))).isEqualTo(Reason.LENGTH);
    assertThat(reason(with(good, 0, 0x41))).isEqualTo(Reason.VERSION);
    assertThat(reason(with(good, 0, 0x22))).isEqualTo(Reason.TYPE);
    assertThat(reason(with(good, 2, 8))).isEqualTo(Reason.CHECKSUM);
    assertThat(reason(with(good, 3, 0))).isEqualTo(Reason.LENGTH);
    assertThat(reason(summed(with(good, 4, 2)))).isEqualTo(Reason.AUTHENTICATION);
    assertThat(reason(summed(with(good, 5, 0)))).isEqualTo(Reason.INTERVAL);
  }

  private static ByteBuffer with(ByteBuffer from, int index, int value) {
    ByteBuffer copy = ByteBuffer.wrap(from.array().clone());
    return copy.put(index, (byte) value);
  }

  private static ByteBuffer summed(ByteBuffer bytes) {
    bytes.putShort(AdvertisementCodec.CHECKSUM_AT, (short) 0);
    return bytes.putShort(
        AdvertisementCodec.CHECKSUM_AT,
        (short) AdvertisementCodec.checksum(bytes, 2, SOURCE, AdvertisementCodec.GROUP_V4));
  }

  /// Draw more with `-Dfuzz.count=1000000`, others with `-Dfuzz.seed=4711`.
  @Test
  void whateverTheBytesAreNothingIsThrownAndNobodyBecomesOrCeasesToBeMaster() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    VrrpWorld world =
        new VrrpWorld(
            random,
            List.of(
                VrrpFixtures.config(VrrpFixtures.one(200, SECOND)),
                VrrpFixtures.config(VrrpFixtures.one(100, SECOND))));
    world.pass(Duration.ofSeconds(10));
    assertThat(world.masters()).containsExactly(1);
    List<Reason> seen = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      ByteBuffer bytes = mutated(random);
      IpAddress sender = IpAddress.parse("10.0.0.7");
      Reading reading = AdvertisementCodec.read(bytes, sender, AdvertisementCodec.GROUP_V4);
      if (reading instanceof Reading.Bad bad) {
        seen.add(bad.reason());
        for (VrrpWorld.Director director : world.directors) {
          Group before = director.group;
          director.happens(
              new VrrpEvent.Packet("eth0", sender, AdvertisementCodec.GROUP_V4, 255, bytes));
          assertThat(director.group.state())
              .as("seed %d, mutation %d", SEED, i)
              .isEqualTo(before.state());
        }
      }
    }
    assertThat(seen)
        .contains(Reason.LENGTH, Reason.VERSION, Reason.TYPE, Reason.CHECKSUM)
        .hasSizeGreaterThan(MUTATIONS / 2);
  }

  private static ByteBuffer mutated(RandomGenerator random) {
    VrrpInstance instance =
        random.nextBoolean()
            ? v2(random.nextBoolean() ? "hush" : "")
            : VrrpFixtures.instance("eth0", 51, 100, SECOND, VIP);
    byte[] bytes =
        AdvertisementCodec.write(instance, random.nextInt(256), SOURCE, AdvertisementCodec.GROUP_V4)
            .array();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      // The id stays, so that the packet is somebody's business.
      int index = random.nextInt(bytes.length);
      if (index != 1) {
        bytes[index] = (byte) random.nextInt(256);
      }
    }
    ByteBuffer all = ByteBuffer.wrap(bytes);
    return random.nextInt(4) == 0 ? all.limit(random.nextInt(bytes.length + 1)) : all;
  }
}
