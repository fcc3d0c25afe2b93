package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Fetches URLs and compares what comes with what is expected. The first that is wrong decides.
final class HttpProbe {

  private static final List<String> ALPN = List.of("http/1.1");

  private final Connector connector;
  private final Expiry expiry;

  HttpProbe(Connector connector, Expiry expiry) {
    this.connector = connector;
    this.expiry = expiry;
  }

  /// What a server said to one request.
  ///
  /// @param status with its reason
  /// @param warning about its certificate; empty for none
  record Answer(int code, String status, String warning) {}

  ProbeOutcome probe(Probe.Http http, Deadline deadline) {
    String warning = "";
    ProbeOutcome outcome = null;
    for (Request request : http.requests()) {
      outcome = probe(http, request, deadline);
      if (!outcome.ok()) {
        return outcome;
      }
      warning = outcome.warning().isEmpty() ? warning : outcome.warning();
    }
    if (outcome == null) {
      throw new IllegalArgumentException("no request");
    }
    int others = http.requests().size() - 1;
    if (others == 0) {
      return outcome;
    }
    Evidence last = outcome.evidence();
    return ProbeOutcome.of(
            Result.OK,
            new Evidence(
                last.sent() + " and " + others + " before it",
                last.seen(),
                last.expected(),
                last.roundTrip()))
        .withWarning(warning);
  }

  private ProbeOutcome probe(Probe.Http http, Request request, Deadline deadline) {
    String sent = sent(http, request);
    Expected expected = request.expected();
    Duration before = deadline.elapsed();
    try (Body body = Body.of(expected)) {
      Answer answer = fetch(http, request, body, deadline);
      Verdict verdict = judge(answer, body, expected, deadline);
      return ProbeOutcome.of(
              verdict.result(),
              new Evidence(
                  sent, verdict.seen(), verdict.expected(), deadline.elapsed().minus(before)))
          .withWarning(answer.warning());
    } catch (IOException e) {
      return Failures.of(e, sent, expected(expected), deadline);
    }
  }

  /// Fills the body.
  Answer fetch(Probe.Http http, Request request, Body body, Deadline deadline) throws IOException {
    if (http.version() == Version.HTTP_2) {
      return fetchByHttp2(http, request, body, deadline);
    }
    ClientTls tls = http.tls();
    try (Connection connection =
        tls == null
            ? connector.open(http.target(), null, deadline)
            : connector.openTls(http.target(), tls, ALPN, deadline)) {
      Http1 exchange = new Http1(connection);
      exchange.send(request, http.version(), host(http, request));
      HttpHead head = exchange.head();
      if (request.expected().maxBody() > 0) {
        exchange.body(head.framing(request.method()), body);
      }
      return new Answer(
          head.status(),
          head.describe(),
          tls != null && connection instanceof TlsConnection secured
              ? expiry.warning(secured, tls)
              : "");
    }
  }

  private Answer fetchByHttp2(Probe.Http http, Request request, Body body, Deadline deadline)
      throws IOException {
    ClientTls tls = http.tls();
    if (tls == null) {
      throw new IllegalArgumentException("HTTP/2 is spoken over TLS");
    }
    try (TlsConnection connection =
        connector.openTls(http.target(), tls, List.of("h2"), deadline)) {
      if (!connection.protocol().equals("h2")) {
        throw new Failures.UnexpectedAnswer("the server does not speak HTTP/2");
      }
      int status = new Http2(connection).exchange(request, host(http, request), body);
      return new Answer(status, "HTTP/2 " + status, expiry.warning(connection, tls));
    }
  }

  /// @param expected what of the expectations was missed; all of them when none was
  private record Verdict(Result result, String seen, String expected) {}

  private static Verdict judge(Answer answer, Body body, Expected expected, Deadline deadline)
      throws IOException {
    String seen = answer.status() + ", " + body.length() + " bytes";
    if (!expected.accepts(answer.code())) {
      return new Verdict(Result.OTHER, answer.status(), statuses(expected));
    }
    String md5 = body.md5();
    if (!expected.md5().equals(md5)) {
      return new Verdict(Result.OTHER, seen + ", MD5 " + md5, "MD5 " + expected.md5());
    }
    String sha256 = body.sha256();
    if (!expected.sha256().equals(sha256)) {
      return new Verdict(
          Result.OTHER, seen + ", SHA-256 " + sha256, "SHA-256 " + expected.sha256());
    }
    if (!expected.bodyPattern().isEmpty() && !body.matches(expected.bodyPattern(), deadline)) {
      return new Verdict(Result.OTHER, seen, "/" + expected.bodyPattern() + "/ in the body");
    }
    return new Verdict(Result.OK, seen, expected(expected));
  }

  private static String expected(Expected expected) {
    StringBuilder text = new StringBuilder(statuses(expected));
    if (!expected.md5().isEmpty()) {
      text.append(", MD5 ").append(expected.md5());
    }
    if (!expected.sha256().isEmpty()) {
      text.append(", SHA-256 ").append(expected.sha256());
    }
    if (!expected.bodyPattern().isEmpty()) {
      text.append(", /").append(expected.bodyPattern()).append("/ in the body");
    }
    return text.toString();
  }

  private static String statuses(Expected expected) {
    StringBuilder text = new StringBuilder("status ");
    expected.statuses().forEach(range -> text.append(range).append(' '));
    return text.deleteCharAt(text.length() - 1).toString();
  }

  /// `GET http://10.0.0.21:80/health (Host www.example.org)`.
  static String sent(Probe.Http http, Request request) {
    return request.method()
        + (http.tls() == null ? " http://" : " https://")
        + http.target()
        + request.path()
        + (request.virtualHost().isEmpty() ? "" : " (Host " + request.virtualHost() + ")");
  }

  /// RFC 9110 section 7.2: without the port where it is the scheme's own.
  static String host(Probe.Http http, Request request) {
    if (!request.virtualHost().isEmpty()) {
      return request.virtualHost();
    }
    int port = http.target().port();
    String withPort = http.target().address().withPort(port);
    return port == (http.tls() == null ? 80 : 443)
        ? withPort.substring(0, withPort.lastIndexOf(':'))
        : withPort;
  }
}
