package io.lvsfleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.LocalProto;
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.reconcile.Ledger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTripTest {

  private static final int SEEDS = 2_000;

  @Test
  void desiredComesBackAsItWasThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Desired desired = new WireGen(seed).desired();
      byte[] bytes = DesiredWire.encode(desired).toByteArray();
      Desired back =
          DesiredWire.decode(new Field("desired"), SessionProto.Desired.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(desired);
    }
  }

  @Test
  void witnessComesBackAsItWasThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      WitnessReport witness = new WireGen(seed).witness();
      byte[] bytes = WitnessWire.encode(witness).toByteArray();
      WitnessReport back =
          WitnessWire.decode(new Field("witness"), SessionProto.Witness.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(witness);
    }
  }

  @Test
  void observationsComeBackAsTheyWereThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Observation sent = new WireGen(seed).observation();
      byte[] bytes = ObservationWire.encode(sent).toByteArray();
      Observation back =
          ObservationWire.decode(new Field("it"), SessionProto.Observed.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void transitionsComeBackAsTheyWereThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Transition> sent = new WireGen(seed).transitions();
      byte[] bytes = TransitionWire.encode(sent, 0).toByteArray();
      List<Transition> back =
          TransitionWire.decode(new Field("it"), SessionProto.Transitions.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void statisticsComeBackAsTheyWereThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Statistics sent = new WireGen(seed).statistics();
      byte[] bytes = StatisticsWire.encode(sent).toByteArray();
      Statistics back =
          StatisticsWire.decode(new Field("it"), SessionProto.Statistics.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void capabilitiesComeBackAsTheyWereThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Capabilities sent = new WireGen(seed).capabilities();
      byte[] bytes = CapabilitiesWire.encode(sent).toByteArray();
      Capabilities back =
          CapabilitiesWire.decode(new Field("it"), SessionProto.Capabilities.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void ledgersComeBackAsTheyWereThroughBytes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Ledger sent = new WireGen(seed).ledger();
      byte[] bytes = LedgerWire.encode(sent).toByteArray();
      Ledger back = LedgerWire.decode(new Field("it"), LocalProto.LocalLedger.parseFrom(bytes));
      assertThat(back).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void textsAreCutToTheLimitWithoutBreakingACharacter() throws Exception {
    String evidence = "x" + "🎉".repeat(Limits.MAX_TEXT);
    assertThat(Limits.clip(evidence))
        .hasSizeLessThanOrEqualTo(Limits.MAX_TEXT)
        .endsWith("🎉…")
        .isEqualTo(new Field("evidence").text(Limits.clip(evidence)));
  }

  /// What is never wanted, and so never drawn.
  @Test
  void whatOnlyOthersMakeOfANetworkComesBackAsItWas() throws Exception {
    Network sent =
        new Network(
            Sorted.map(Map.of("d0", new Device(Device.Kind.DUMMY, null, 0, false))),
            Sorted.set(),
            Sorted.map(
                Map.of(
                    new RouteKey(RouteKey.MAIN, Prefix.all(AddressFamily.IPV4), 0),
                    new Route(Route.Type.OTHER, null, null, null, "02000000fe100001"),
                    new RouteKey(RouteKey.MAIN, Prefix.all(AddressFamily.IPV6), 0),
                    new Route(Route.Type.UNICAST, IpAddress.parse("fe80::1"), "eth0", null, "0a"))),
            Sorted.set());
    NodeProto.Network bytes = NodeProto.Network.parseFrom(NetworkWire.encode(sent).toByteArray());
    assertThat(NetworkWire.decode(new Field("network"), bytes)).isEqualTo(sent);
  }
}
