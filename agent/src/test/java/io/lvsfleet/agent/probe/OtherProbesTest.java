package io.lvsfleet.agent.probe;

import static io.lvsfleet.agent.probe.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Probe.FileContent.Meaning;
import io.lvsfleet.model.Probe.Udp.Silence;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// UDP, files, load, and what is asked of the node's kernel.
class OtherProbesTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Target HERE = Target.host(IpAddress.parse("127.0.0.1"));

  @ParameterizedTest
  @CsvSource({
    "'', '', OK",
    "0102, '', OK",
    "0102030405, '', OTHER",
    "01ff, '', OTHER",
    "01f2, ff0f, OK",
    "01ff, ff00, OK",
    "01ff, ff01, OTHER"
  })
  void aUdpReplyIsComparedUnderItsMask(String expected, String mask, Result result)
      throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, new byte[] {1, 2, 3}));
      ProbeOutcome outcome =
          ask(
              new Probe.Udp(
                  Target.of(HERE.address(), server.getLocalPort()),
                  new Octets("00"),
                  new Octets(expected),
                  new Octets(mask),
                  Silence.DOWN));
      assertThat(outcome.result()).isEqualTo(result);
      assertThat(outcome.evidence().seen()).isEqualTo("3 bytes 010203");
    }
  }

  private static void answer(DatagramSocket server, byte[] reply) {
    try {
      DatagramPacket request = new DatagramPacket(new byte[100], 100);
      server.receive(request);
      server.send(new DatagramPacket(reply, reply.length, request.getSocketAddress()));
    } catch (IOException _) {
      // The test is over.
    }
  }

  @ParameterizedTest
  @CsvSource({"UP, OK, no ICMP error", "DOWN, TIMED_OUT, no answer within 200 ms"})
  void silenceOfUdpMeansWhatTheCheckSays(Silence silence, Result result, String seen)
      throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      ProbeOutcome outcome = ask(udp(server.getLocalPort(), silence), SHORT);
      assertThat(outcome.result()).isEqualTo(result);
      assertThat(outcome.evidence().seen()).isEqualTo(seen);
    }
  }

  @Test
  void anUnreachableUdpPortIsRefused() throws Exception {
    int port;
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertThat(ask(udp(port, Silence.UP)).result()).isEqualTo(Result.REFUSED);
  }

  private static Probe udp(int port, Silence silence) {
    return new Probe.Udp(
        Target.of(HERE.address(), port), new Octets("00"), Octets.NONE, Octets.NONE, silence);
  }

  @Test
  void whatTheNodeItselfCannotReadIsNoWordOfTheFile() {
    String file = "/srv/weight";
    assertThat(failed(new FileSystemException(file, null, "Too many open files")))
        .isEqualTo(Result.LOCAL);
    assertThat(failed(new AccessDeniedException(file))).isEqualTo(Result.LOCAL);
    assertThat(failed(new NoSuchFileException(file))).isEqualTo(Result.OTHER);
    assertThat(failed(new FileSystemException(file, null, "Input/output error")))
        .isEqualTo(Result.OTHER);
  }

  private static Result failed(IOException e) {
    return FileProbe.failed(Path.of("/srv/weight"), e, "", Deadline.in(SHORT)).result();
  }

  @Test
  void aFileSaysItByBeingThereOrNot(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("maintenance");
    assertThat(ask(file(file, Meaning.PRESENT)).result()).isEqualTo(Result.OTHER);
    assertThat(ask(file(file, Meaning.ABSENT)).result()).isEqualTo(Result.OK);
    Files.createFile(file);
    assertThat(ask(file(file, Meaning.PRESENT)).result()).isEqualTo(Result.OK);
    ProbeOutcome outcome = ask(file(file, Meaning.ABSENT));
    assertThat(outcome.result()).isEqualTo(Result.OTHER);
    assertThat(outcome.evidence().toString())
        .startsWith("file " + file + ": exists, expected that it does not exist");
  }

  @ParameterizedTest
  @CsvSource({
    "'42', OK",
    "' 0 \nrest', OK",
    "'65535\n', OK",
    "'65536', OTHER",
    "'-1', OTHER",
    "'', OTHER",
    "'many', OTHER"
  })
  void aFilesFirstLineIsTheWeight(String content, Result result, @TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("weight");
    Files.writeString(file, content);
    ProbeOutcome outcome = ask(file(file, Meaning.WEIGHT));
    assertThat(outcome.result()).isEqualTo(result);
    if (result == Result.OK) {
      Weight weight =
          new Weight(Integer.parseInt(content.lines().findFirst().orElseThrow().strip()));
      assertThat(outcome.advice()).isEqualTo(new WeightAdvice.Absolute(weight));
    } else {
      assertThat(outcome.advice()).isNull();
    }
  }

  @Test
  void aWeightIsNotReadFromWhatCouldBeWaitedFor(@TempDir Path directory) throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(ask(file(pipe, Meaning.WEIGHT)).evidence().seen()).isEqualTo("is no regular file");
    assertThat(ask(file(directory.resolve("none"), Meaning.WEIGHT)).result())
        .isEqualTo(Result.OTHER);
  }

  private static Probe file(Path path, Meaning meaning) {
    return new Probe.FileContent(path.toString(), meaning);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "50, 100", "60, 94", "100, 70", "149, 41", "150, 40", "9999, 40"})
  void loadTakesWeightAwayInProportion(int percent, int share) {
    assertThat(LoadProbe.share(new Probe.Load(50, 150, 40), percent)).isEqualTo(share);
  }

  @Test
  void loadIsPerProcessor() throws Exception {
    assertThat(LoadProbe.loadPercent("1.50 0.18 0.12 1/80 11206\n", 2)).isEqualTo(75);
    ProbeOutcome outcome = ask(new Probe.Load(100, 200, 10));
    assertThat(outcome.result()).isEqualTo(Result.OK);
    assertThat(outcome.advice()).isInstanceOf(WeightAdvice.Percent.class);
  }

  /// A kernel with one answer.
  private record Kernel(boolean answer) implements Host {
    @Override
    public boolean ping(IpAddress address, Duration patience) {
      return answer;
    }

    @Override
    public boolean listens(Protocol protocol, @Nullable IpAddress address, int port) {
      return answer;
    }

    @Override
    public Stream connect(Target target, Duration patience) throws IOException {
      throw new BindException("setsockopt: EPERM");
    }
  }

  @Test
  void anEchoReplyIsUpAndNoneIsATimeOut() throws Exception {
    assertThat(on(true, new Probe.Icmp(HERE)).result()).isEqualTo(Result.OK);
    ProbeOutcome none = on(false, new Probe.Icmp(HERE));
    assertThat(none.result()).isEqualTo(Result.TIMED_OUT);
    assertThat(none.evidence().sent()).isEqualTo("echo request to 127.0.0.1");
    assertThat(ask(new Probe.Icmp(HERE)).result()).isEqualTo(Result.LOCAL);
  }

  @Test
  void aListenerThatIsGoneIsLikeARefusedConnection() throws Exception {
    Probe probe = new Probe.Listen(Protocol.TCP, null, 80);
    assertThat(on(true, probe).result()).isEqualTo(Result.OK);
    ProbeOutcome gone = on(false, probe);
    assertThat(gone.result()).isEqualTo(Result.REFUSED);
    assertThat(gone.evidence().toString()).startsWith("listener on tcp port 80: is not there");
    assertThat(ask(probe).result()).isEqualTo(Result.LOCAL);
  }

  @Test
  void aMarkThatIsNotAllowedIsOurOwnFault() throws Exception {
    Target marked = new Target(HERE.address(), 80, null, null, 7);
    ProbeOutcome outcome = on(true, Probe.Http.get(marked, "/"));
    assertThat(outcome.result()).isEqualTo(Result.LOCAL);
    assertThat(outcome.evidence().seen()).isEqualTo("setsockopt: EPERM");
  }

  private static ProbeOutcome on(boolean answer, Probe probe) throws InterruptedException {
    Prober prober =
        new Prober(
            Asking.NO_CERTIFICATES,
            new Kernel(answer),
            Asking.NO_RUNNER,
            10,
            InstantSource.system());
    return ask(prober, probe, Duration.ofSeconds(20));
  }
}
