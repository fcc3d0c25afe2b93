package io.lvsfleet.agent.probe;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/// Probes that are one question to this node's kernel.
final class HostProbes {

  private final Host host;

  HostProbes(Host host) {
    this.host = host;
  }

  ProbeOutcome icmp(Target target, Deadline deadline) {
    String sent = "echo request to " + target.address();
    try {
      if (Connector.needsHost(target) || target.bindAddress() != null) {
        throw new Failures.LocalFailure(
            "echo requests with an own address, an interface or a mark are not possible");
      }
      if (!host.ping(target.address(), Duration.ofMillis(deadline.leftMillis()))) {
        throw new SocketTimeoutException();
      }
      return ProbeOutcome.of(Result.OK, new Evidence(sent, "echo reply", "", deadline.elapsed()));
    } catch (IOException e) {
      return Failures.of(e, sent, "", deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failures.of(new Failures.LocalFailure("interrupted", e), sent, "", deadline);
    }
  }

  ProbeOutcome listen(Probe.Listen listen, Deadline deadline) {
    String socket =
        listen.protocol().name().toLowerCase(Locale.ROOT)
            + " "
            + (listen.address() == null
                ? "port " + listen.port()
                : listen.address().withPort(listen.port()));
    String sent = "listener on " + socket;
    try {
      boolean there = host.listens(listen.protocol(), listen.address(), listen.port());
      // Nobody listens: that is what a refused connection says too.
      return ProbeOutcome.of(
          there ? Result.OK : Result.REFUSED,
          new Evidence(sent, there ? "is there" : "is not there", "", deadline.elapsed()));
    } catch (IOException e) {
      // The kernel did not answer us: no word about the service.
      return Failures.of(new Failures.LocalFailure(Failures.text(e), e), sent, "", deadline);
    }
  }
}
