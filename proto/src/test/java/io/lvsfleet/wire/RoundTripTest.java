package io.lvsfleet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Desired;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.SessionProto;
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
  void textsAreCutToTheLimitWithoutBreakingACharacter() throws Exception {
    String evidence = "x" + "🎉".repeat(Limits.MAX_TEXT);
    assertThat(Limits.clip(evidence))
        .hasSizeLessThanOrEqualTo(Limits.MAX_TEXT)
        .endsWith("🎉…")
        .isEqualTo(new Field("evidence").text(Limits.clip(evidence)));
  }
}
