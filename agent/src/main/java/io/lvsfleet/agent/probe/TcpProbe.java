package io.lvsfleet.agent.probe;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/// Establishes a TCP connection and closes it again.
final class TcpProbe {

  private TcpProbe() {}

  static ProbeOutcome probe(Probe.Tcp tcp, Duration timeout) {
    Target target = tcp.target();
    String what = "connect " + target.address().withPort(target.port());
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByAddress(target.address().bytes());
      socket.connect(
          new InetSocketAddress(address, target.port()),
          Math.toIntExact(Math.max(1, timeout.toMillis())));
      return of(Result.OK, what, "connected");
    } catch (SocketTimeoutException _) {
      return of(Result.TIMED_OUT, what, "no answer within " + timeout.toMillis() + " ms");
    } catch (ConnectException refused) {
      return of(Result.REFUSED, what, reason(refused));
    } catch (IOException e) {
      return of(Result.OTHER, what, reason(e));
    }
  }

  private static ProbeOutcome of(Result result, String sent, String seen) {
    return ProbeOutcome.of(result, new Evidence(sent, seen, "", Duration.ZERO));
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    String text = message == null ? e.getClass().getSimpleName() : message;
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
