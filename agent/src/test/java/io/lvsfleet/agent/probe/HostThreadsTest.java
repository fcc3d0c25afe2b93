package io.lvsfleet.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Probe.FileContent.Meaning;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostThreadsTest {

  private static final ProbeOutcome OK =
      ProbeOutcome.of(Result.OK, new Evidence("", "", "", Duration.ZERO));

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final HostThreads threads = new HostThreads(Thread.ofPlatform().daemon().factory());

  @AfterEach
  void letThemGo() {
    end.countDown();
  }

  @Test
  void aQuestionThatHangsIsNotAskedTwice() throws Exception {
    ProbeOutcome first = threads.ask(file("a"), this::hang);
    assertThat(first.result()).isEqualTo(Result.TIMED_OUT);
    ProbeOutcome second = threads.ask(file("a"), this::hang);
    assertThat(second.result()).isEqualTo(Result.TIMED_OUT);
    assertThat(second.evidence().seen()).isEqualTo("hangs in an earlier question");
    assertThat(asked).hasValue(1);

    end.countDown();
    while (threads.ask(file("a"), () -> OK).result() != Result.OK) {
      Thread.sleep(5);
    }
  }

  @Test
  void aKernelThatHangsSaysNothingOfTheService() {
    Question listen = question(new Probe.Listen(Protocol.TCP, null, 80));
    assertThat(threads.ask(listen, this::hang).result()).isEqualTo(Result.LOCAL);
    assertThat(threads.ask(listen, this::hang).evidence().seen())
        .isEqualTo("hangs in an earlier question");
    assertThat(threads.ask(listen, this::hang).result()).isEqualTo(Result.LOCAL);
  }

  @Test
  void aDeadFileServerTakesNoThreadFromOtherProbes() {
    for (int i = 0; i < 32; i++) {
      threads.ask(file("file" + i), this::hang);
    }
    assertThat(threads.ask(file("one-more"), () -> OK).result()).isEqualTo(Result.LOCAL);
    assertThat(threads.ask(question(new Probe.Listen(Protocol.TCP, null, 80)), () -> OK))
        .isEqualTo(OK);
    Target target = Target.of(IpAddress.parse("192.0.2.1"), 80); // RFC 5737
    assertThat(threads.ask(question(Probe.Tcp.connect(target)), () -> OK)).isEqualTo(OK);
  }

  @Test
  void whereNoThreadIsToBeHadNoPermitIsLost() {
    AtomicInteger refusals = new AtomicInteger(100);
    HostThreads scarce =
        new HostThreads(task -> {
          if (refusals.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return Thread.ofPlatform().unstarted(task);
        });
    for (int i = 0; i < 100; i++) {
      assertThat(scarce.ask(file("a"), () -> OK).result()).isEqualTo(Result.LOCAL);
    }
    assertThat(scarce.ask(file("a"), () -> OK)).isEqualTo(OK);
  }

  private ProbeOutcome hang() throws InterruptedException {
    asked.incrementAndGet();
    end.await();
    return OK;
  }

  private static Question file(String name) {
    return question(new Probe.FileContent("/srv/" + name, Meaning.PRESENT));
  }

  private static Question question(Probe probe) {
    return new Question(probe, Duration.ofMillis(20));
  }
}
