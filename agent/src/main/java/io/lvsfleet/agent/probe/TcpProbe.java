package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.util.List;

/// A TCP connection, with TLS and an exchange of bytes if wanted; and the TLS handshake alone.
final class TcpProbe {

  /// Of a reply; what is expected has to be in there.
  static final int MAX_REPLY = 64 * 1024;

  private final Connector connector;
  private final Expiry expiry;

  TcpProbe(Connector connector, Expiry expiry) {
    this.connector = connector;
    this.expiry = expiry;
  }

  ProbeOutcome probe(Probe.Tcp tcp, Deadline deadline) {
    String sent = "connect " + tcp.target() + (tcp.tls() == null ? "" : " with TLS");
    if (!tcp.send().isEmpty()) {
      sent += ", send " + tcp.send().length() + " bytes";
    }
    String expected = expected(tcp.reply());
    try (Connection connection = connector.open(tcp.target(), tcp.tls(), deadline)) {
      if (!tcp.send().isEmpty()) {
        connection.write(tcp.send().bytes());
      }
      String seen = reply(connection, tcp.reply(), deadline);
      ProbeOutcome outcome =
          ProbeOutcome.of(Result.OK, new Evidence(sent, seen, expected, deadline.elapsed()));
      ClientTls tls = tcp.tls();
      return tls != null && connection instanceof TlsConnection secured
          ? outcome.withWarning(expiry.warning(secured, tls))
          : outcome;
    } catch (IOException e) {
      return Failures.of(e, sent, expected, deadline);
    }
  }

  ProbeOutcome probe(Target target, ClientTls tls, Deadline deadline) {
    String sent = "TLS handshake with " + target;
    try (TlsConnection connection = connector.openTls(target, tls, List.of(), deadline)) {
      return ProbeOutcome.of(
              Result.OK, new Evidence(sent, connection.describe(), "", deadline.elapsed()))
          .withWarning(expiry.warning(connection, tls));
    } catch (IOException e) {
      return Failures.of(e, sent, "", deadline);
    }
  }

  private static String expected(Probe.Reply reply) {
    return switch (reply) {
      case Probe.Reply.NotAwaited() -> "";
      case Probe.Reply.Contains(Octets octets) -> "bytes " + Failures.clip(octets.hex());
      case Probe.Reply.Matches(String regex) -> "/" + regex + "/";
    };
  }

  private static String reply(Connection connection, Probe.Reply reply, Deadline deadline)
      throws IOException {
    return switch (reply) {
      case Probe.Reply.NotAwaited() -> "connected";
      case Probe.Reply.Contains(Octets octets) -> {
        byte[] wanted = octets.bytes();
        yield await(connection, text -> text.contains(wanted));
      }
      case Probe.Reply.Matches(String regex) ->
          await(connection, text -> text.matches(regex, deadline));
    };
  }

  private interface Search {
    boolean found(Received text) throws IOException;
  }

  private static String await(Connection connection, Search search) throws IOException {
    Received received = new Received(MAX_REPLY);
    byte[] buffer = new byte[1024];
    while (true) {
      int count = connection.read(buffer);
      if (count < 0) {
        throw new UnexpectedAnswer("the connection ended after " + received.quote());
      }
      boolean full = !received.add(buffer, 0, count);
      if (search.found(received)) {
        return received.quote();
      }
      if (full) {
        throw new UnexpectedAnswer("64 KiB without it: " + received.quote());
      }
    }
  }
}
