package io.lvsfleet.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.runner.RunResult.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RunnerProtocolTest {

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_121);

  private static final RunRequest REQUEST =
      new RunRequest(
          RunRequest.Place.PLUGINS,
          "check_ftp",
          List.of("-H", "10.0.0.21", "größer"),
          Duration.ofSeconds(3),
          4096);

  private static final Output OUTPUT =
      new Output("FTP OK|time=0.1s\nmore", true, "", Duration.ofMillis(12));

  private static final List<RunResult> RESULTS =
      List.of(
          new RunResult.Exited(255, OUTPUT),
          new RunResult.Signalled(9, OUTPUT),
          new RunResult.TimedOut(OUTPUT),
          new RunResult.Refused("check_ftp is writable for its group"));

  private static byte[] body(byte[] frame) throws IOException {
    return RunnerProtocol.read(
        Channels.newChannel(new ByteArrayInputStream(frame)), RunnerProtocol.MAX_ANSWER);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(RunnerProtocol.request(body(RunnerProtocol.encode(REQUEST)))).isEqualTo(REQUEST);
    for (RunResult result : RESULTS) {
      assertThat(RunnerProtocol.result(body(RunnerProtocol.encode(result)))).isEqualTo(result);
    }
  }

  @Test
  void theLongestAnswerFits() throws IOException {
    String odd = "�".repeat(RunRequest.MAX_OUTPUT); // three bytes each
    RunResult longest = new RunResult.Exited(0, new Output(odd, true, odd, Duration.ZERO));
    assertThat(RunnerProtocol.result(body(RunnerProtocol.encode(longest)))).isEqualTo(longest);
  }

  @Test
  void aFrameThatIsTooLongIsNotRead() {
    byte[] frame = {0x7f, -1, -1, -1, 1};
    assertThatThrownBy(() -> body(frame)).isInstanceOf(IOException.class);
  }

  @Test
  void whateverArrivesIsARequestOrAnIoException() {
    byte[] good = RunnerProtocol.encode(REQUEST);
    byte[] request = Arrays.copyOfRange(good, Integer.BYTES, good.length);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(request, random.nextInt(1, request.length + 4));
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        RunnerProtocol.request(bytes);
        read++;
      } catch (IOException _) {
        // the other allowed end
      }
      try {
        RunnerProtocol.result(bytes);
      } catch (IOException _) {
        // the other allowed end
      }
    }
    assertThat(read).as("seed %d", SEED).isPositive();
  }
}
