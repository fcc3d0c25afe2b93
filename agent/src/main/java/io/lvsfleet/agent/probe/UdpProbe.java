package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.LocalFailure;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// Sends a datagram. The socket is connected, so that the kernel lets only the server's own answers
/// in and tells of ICMP errors (udp(7)): "port unreachable" is a refused connection.
final class UdpProbe {

  private static final int MAX_REPLY = 64 * 1024;

  private UdpProbe() {}

  static ProbeOutcome probe(Probe.Udp udp, Deadline deadline) {
    Target target = udp.target();
    String sent = "send " + udp.payload().length() + " bytes by UDP to " + target;
    String expected = expected(udp);
    if (target.mark() != 0 || target.bindInterface() != null) {
      return Failures.of(
          new LocalFailure("UDP probes with a mark or an interface are not possible"),
          sent,
          expected,
          deadline);
    }
    IpAddress own = target.bindAddress();
    try (DatagramSocket socket =
        own == null
            ? new DatagramSocket()
            : new DatagramSocket(new InetSocketAddress(SocketConnection.address(own), 0))) {
      socket.connect(
          new InetSocketAddress(SocketConnection.address(target.address()), target.port()));
      byte[] payload = udp.payload().bytes();
      socket.send(new DatagramPacket(payload, payload.length));
      return answer(socket, udp, sent, expected, deadline);
    } catch (IOException e) {
      return Failures.of(e, sent, expected, deadline);
    }
  }

  private static ProbeOutcome answer(
      DatagramSocket socket, Probe.Udp udp, String sent, String expected, Deadline deadline)
      throws IOException {
    byte[] buffer = new byte[Math.max(2048, udp.expected().length())];
    DatagramPacket reply = new DatagramPacket(buffer, buffer.length);
    try {
      socket.setSoTimeout(deadline.leftMillis());
      socket.receive(reply);
    } catch (SocketTimeoutException e) {
      if (udp.silence() == Probe.Udp.Silence.DOWN) {
        throw e;
      }
      return ProbeOutcome.of(
          Result.OK, new Evidence(sent, "no ICMP error", expected, deadline.elapsed()));
    }
    byte[] seen = Arrays.copyOf(buffer, Math.min(reply.getLength(), MAX_REPLY));
    boolean ok = matches(seen, udp.expected(), udp.mask());
    String shown = Octets.of(Arrays.copyOf(seen, Math.min(seen.length, 64))).hex();
    return ProbeOutcome.of(
        ok ? Result.OK : Result.OTHER,
        new Evidence(sent, seen.length + " bytes " + shown, expected, deadline.elapsed()));
  }

  static boolean matches(byte[] seen, Octets expected, Octets mask) {
    byte[] wanted = expected.bytes();
    byte[] bits = mask.bytes();
    if (seen.length < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      int compared = mask.isEmpty() ? 0xff : bits[i];
      if (((seen[i] ^ wanted[i]) & compared) != 0) {
        return false;
      }
    }
    return true;
  }

  private static String expected(Probe.Udp udp) {
    if (udp.expected().isEmpty()) {
      return udp.silence() == Probe.Udp.Silence.DOWN ? "a reply" : "no ICMP error";
    }
    return Failures.clip(udp.expected().hex())
        + (udp.mask().isEmpty() ? "" : " under " + Failures.clip(udp.mask().hex()));
  }
}
