package io.lvsfleet.agent.probe;

import io.lvsfleet.model.CheckSpec.Probe.TcpConnect;
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

  static ProbeResult probe(TcpConnect target, Duration timeout) {
    String what = "connect " + target.address().withPort(target.port());
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByAddress(target.address().bytes());
      socket.connect(
          new InetSocketAddress(address, target.port()),
          Math.toIntExact(Math.max(1, timeout.toMillis())));
      return new ProbeResult(true, what + ": connected");
    } catch (SocketTimeoutException _) {
      return new ProbeResult(false, what + ": no answer within " + timeout.toMillis() + " ms");
    } catch (ConnectException refused) {
      return new ProbeResult(false, what + ": " + reason(refused));
    } catch (IOException e) {
      return new ProbeResult(false, what + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    String text = message == null ? e.getClass().getSimpleName() : message;
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
