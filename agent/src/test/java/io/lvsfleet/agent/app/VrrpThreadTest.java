package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.vrrp.VrrpConfig;
import io.lvsfleet.agent.vrrp.VrrpEffect;
import io.lvsfleet.agent.vrrp.VrrpEvent;
import io.lvsfleet.agent.vrrp.VrrpNetwork;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VrrpThreadTest {

  private static final LocalAddress VIP =
      new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24);
  private static final VrrpConfig CONFIG =
      new VrrpConfig(
          Failover.of(
              Sorted.map(
                  Map.of(
                      "v",
                      new VrrpInstance(
                          3,
                          51,
                          "eth0",
                          AddressFamily.IPV4,
                          100,
                          Duration.ofSeconds(1),
                          Sorted.set(),
                          null,
                          null,
                          Sorted.set(List.of(VIP)),
                          Sorted.set(),
                          true)))),
          Announcing.DEFAULT);

  /// A link that is up, on which nobody else is.
  private static final class QuietNetwork implements VrrpNetwork {
    final List<VrrpEffect> effects = new ArrayList<>();
    final CountDownLatch served = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    volatile @Nullable Throwable breaks;
    private boolean told;

    @Override
    public void serve(Collection<VrrpInstance> instances) {}

    @Override
    public List<VrrpEvent> await(Duration timeout) {
      Throwable broken = breaks;
      if (broken instanceof Error error) {
        throw error;
      }
      if (broken instanceof RuntimeException exception) {
        throw exception;
      }
      if (told) {
        served.countDown();
        return List.of();
      }
      told = true;
      return List.of(
          new VrrpEvent.Linked(
              Sorted.map(
                  Map.of("eth0", new VrrpEvent.Link(true, List.of(IpAddress.parse("10.0.0.1")))))));
    }

    @Override
    public void perform(VrrpEffect effect) {
      effects.add(effect);
    }

    @Override
    public @Nullable String claimRealTime() {
      return null;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void anErrorEndsTheProgramInsteadOfTheThreadAlone() throws Exception {
    QuietNetwork network = new QuietNetwork();
    NoClassDefFoundError error = new NoClassDefFoundError("replaced on disk");
    network.breaks = error;
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    VrrpThread thread = new VrrpThread(_ -> network, InstantSource.system(), ended::complete);
    thread.want(new VrrpThread.Wish(CONFIG, Sorted.set(), false));
    thread.start();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isSameAs(error);
  }

  @Test
  void whoFailedSaysNoLongerThatItIsMaster() throws Exception {
    QuietNetwork network = new QuietNetwork();
    CountDownLatch anew = new CountDownLatch(2);
    CompletableFuture<String> statusAnew = new CompletableFuture<>();
    VrrpThread[] self = new VrrpThread[1];
    try (VrrpThread thread =
        new VrrpThread(
            _ -> {
              anew.countDown();
              if (anew.getCount() == 0) {
                statusAnew.complete(String.valueOf(Objects.requireNonNull(self[0]).status()));
                throw new IllegalStateException("no more");
              }
              return network;
            },
            InstantSource.system())) {
      self[0] = thread;
      thread.want(new VrrpThread.Wish(CONFIG, Sorted.set(), false));
      thread.start();
      network.served.await();
      network.breaks = new IllegalStateException("nobody thought of it");
      assertThat(statusAnew.get(20, TimeUnit.SECONDS)).isEqualTo("null");
      assertThat(thread.takeLines()).anyMatch(line -> line.contains("nobody thought of it"));
    }
  }

  @Test
  void addressesStayWhereTheyAreWhenVrrpBeginsAndWhenItEnds() throws Exception {
    QuietNetwork network = new QuietNetwork();
    try (VrrpThread thread = new VrrpThread(_ -> network, InstantSource.system())) {
      thread.want(new VrrpThread.Wish(CONFIG, Sorted.set(), true));
      thread.start();
      network.served.await();
      thread.want(new VrrpThread.Wish(null, Sorted.set(List.of(VIP)), false));
      network.closed.await();
    }
    assertThat(network.effects)
        .contains(new VrrpEffect.Keep(Sorted.set(List.of(VIP))))
        .noneMatch(VrrpEffect.Release.class::isInstance);
    assertThat(
            network.effects.stream()
                .filter(VrrpEffect.Advertise.class::isInstance)
                .map(one -> ((VrrpEffect.Advertise) one).priority()))
        .isNotEmpty()
        .doesNotContain(0);
  }

  @Test
  void onlyAnErrorOfAThreadTheAgentCannotDoWithoutEndsIt() {
    Error error = new NoClassDefFoundError();
    Thread session = Thread.ofPlatform().name("session").unstarted(() -> {});
    Thread probe = Thread.ofVirtual().name("probe").unstarted(() -> {});
    assertThat(CoreThreads.ends(session, error)).isTrue();
    assertThat(CoreThreads.ends(session, new IllegalStateException())).isFalse();
    assertThat(CoreThreads.ends(probe, error)).isFalse();
  }
}
