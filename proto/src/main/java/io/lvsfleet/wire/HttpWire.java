package io.lvsfleet.wire;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Method;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Statuses;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Target;
import io.lvsfleet.protocol.v1.ProbeProto.Probe.Http;
import java.util.List;
import java.util.SortedMap;

/// HTTP probes.
final class HttpWire {

  private HttpWire() {}

  static Http encode(Probe.Http http) {
    Http.Builder message =
        Http.newBuilder()
            .setTarget(ProbeWire.encode(http.target()))
            .setVersion(encode(http.version()))
            .addAllRequests(http.requests().stream().map(HttpWire::encode).toList());
    ClientTls tls = http.tls();
    if (tls != null) {
      message.setTls(ProbeWire.encode(tls));
    }
    return message.build();
  }

  static Probe decode(Field at, Http message) throws WireException {
    Target target = ProbeWire.decode(at.child("target"), message.getTarget());
    ClientTls tls = message.hasTls() ? ProbeWire.decode(at.child("tls"), message.getTls()) : null;
    Version version = decode(at.child("version"), message.getVersion());
    List<Request> requests = at.child("requests").list(message.getRequestsList(), HttpWire::decode);
    return at.read(
        version + ", " + requests.size() + " requests",
        () -> new Probe.Http(target, tls, version, requests));
  }

  private static Http.Request encode(Request request) {
    Expected expected = request.expected();
    return Http.Request.newBuilder()
        .setMethod(encode(request.method()))
        .setPath(request.path())
        .setVirtualHost(request.virtualHost())
        .putAllHeaders(request.headers())
        .addAllStatuses(
            expected.statuses().stream()
                .map(range ->
                    Http.Statuses.newBuilder()
                        .setFirst(range.first())
                        .setLast(range.last())
                        .build())
                .toList())
        .setMd5(expected.md5())
        .setSha256(expected.sha256())
        .setBodyPattern(expected.bodyPattern())
        .setMaxBody(expected.maxBody())
        .build();
  }

  private static Request decode(Field at, Http.Request message) throws WireException {
    Method method = decode(at.child("method"), message.getMethod());
    SortedMap<String, String> headers =
        at.child("headers").map(message.getHeadersMap(), (_, name) -> name, (_, value) -> value);
    List<Statuses> statuses =
        at.child("statuses")
            .list(
                message.getStatusesList(),
                (field, one) ->
                    field.read(
                        one.getFirst() + "-" + one.getLast(),
                        () -> new Statuses(one.getFirst(), one.getLast())));
    return at.read(
        message.getPath(),
        () ->
            new Request(
                method,
                message.getPath(),
                message.getVirtualHost(),
                headers,
                new Expected(
                    statuses,
                    message.getMd5(),
                    message.getSha256(),
                    message.getBodyPattern(),
                    message.getMaxBody())));
  }

  private static Http.Version encode(Version version) {
    return switch (version) {
      case HTTP_1_0 -> Http.Version.VERSION_HTTP_1_0;
      case HTTP_1_1 -> Http.Version.VERSION_HTTP_1_1;
      case HTTP_2 -> Http.Version.VERSION_HTTP_2;
    };
  }

  private static Version decode(Field at, Http.Version version) throws WireException {
    return switch (version) {
      case VERSION_HTTP_1_0 -> Version.HTTP_1_0;
      case VERSION_HTTP_1_1 -> Version.HTTP_1_1;
      case VERSION_HTTP_2 -> Version.HTTP_2;
      case VERSION_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(version, "is no version of HTTP this version knows");
    };
  }

  private static Http.Method encode(Method method) {
    return switch (method) {
      case GET -> Http.Method.METHOD_GET;
      case HEAD -> Http.Method.METHOD_HEAD;
      case OPTIONS -> Http.Method.METHOD_OPTIONS;
    };
  }

  private static Method decode(Field at, Http.Method method) throws WireException {
    return switch (method) {
      case METHOD_GET -> Method.GET;
      case METHOD_HEAD -> Method.HEAD;
      case METHOD_OPTIONS -> Method.OPTIONS;
      case METHOD_UNSPECIFIED, UNRECOGNIZED ->
          throw at.error(method, "is no method this version knows");
    };
  }
}
