package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.CheckType;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.Options;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is asked of one real server.
public final class ProbeCompiler {

  /// What Piranha's `ruptime` and most operators take for busy: a task for every processor.
  private static final int DEFAULT_BUSY = 100;

  private final Options options;
  private final IpAddress address;
  private final int port;

  private ProbeCompiler(Options options, IpAddress address, int port) {
    this.options = options;
    this.address = address;
    this.port = port;
  }

  /// @param check with what its template says
  /// @param port the real server's own
  /// @param isAlpha whether it is down until it was seen up
  /// @throws IllegalArgumentException in words for operators, when its fields do not fit
  public static CheckSpec spec(DeclaredCheck check, IpAddress address, int port, boolean isAlpha) {
    CheckType type = check.type();
    if (type == null) {
      throw new IllegalArgumentException("there is no check \"" + check.use() + "\" to use");
    }
    return new CheckSpec(
        new ProbeCompiler(check.options(), address, port).probe(type),
        check.timing().effective(isAlpha));
  }

  private Probe probe(CheckType type) {
    return switch (type) {
      case TCP ->
          new Probe.Tcp(
              target(),
              options.has("tls") ? tls(options.group("tls")) : null,
              Octets.utf8(options.text("send", "")),
              reply(options.group("expect")));
      case HTTP -> new Probe.Http(target(), null, version(), requests());
      case HTTPS -> new Probe.Http(target(), tls(options.group("tls")), version(), requests());
      case ICMP -> new Probe.Icmp(target(0));
      case UDP ->
          new Probe.Udp(
              target(),
              hex("payload"),
              hex("reply"),
              hex("mask"),
              options.text("silence", options.has("reply") ? "down" : "up").equals("up")
                  ? Probe.Udp.Silence.UP
                  : Probe.Udp.Silence.DOWN);
      case SCRIPT ->
          new Probe.Script(
              required("name"),
              options.texts("arguments"),
              options.flag("dynamicWeight")
                  ? Probe.Script.Exit.DYNAMIC_WEIGHT
                  : Probe.Script.Exit.UP_OR_DOWN);
      case NAGIOS_PLUGIN ->
          new Probe.NagiosPlugin(
              required("name"),
              options.texts("arguments"),
              word(Probe.NagiosPlugin.Warning.class, "warning", "up"));
      case FILE ->
          new Probe.FileContent(
              required("path"), word(Probe.FileContent.Meaning.class, "meaning", "present"));
      case LISTEN ->
          new Probe.Listen(word(Protocol.class, "protocol", "tcp"), addressOf("address"), port());
      case MOUNT ->
          new Probe.Mount(
              required("path"),
              options.text("fileSystem", ""),
              options.text("source", ""),
              word(Probe.Mount.Access.class, "access", "read"));
      case LOAD ->
          new Probe.Load(
              options.integer("idle", 0),
              options.integer("busy", DEFAULT_BUSY),
              options.integer("least", 1));
    };
  }

  private Target target() {
    return target(port());
  }

  private int port() {
    return options.integer("port", port);
  }

  private Target target(int to) {
    IpAddress other = addressOf("address");
    Long mark = options.number("mark");
    return new Target(
        other == null ? address : other,
        to,
        addressOf("bindAddress"),
        options.text("bindInterface"),
        mark == null ? 0 : mark);
  }

  private @Nullable IpAddress addressOf(String name) {
    String text = options.text(name);
    return text == null
        ? null
        : IpAddress.tryParse(text)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    name + ": \"" + text + "\" is not an IPv4 or IPv6 address"));
  }

  private String required(String name) {
    String text = options.text(name);
    if (text == null) {
      throw new IllegalArgumentException("this type of check has a " + name);
    }
    return text;
  }

  private <E extends Enum<E>> E word(Class<E> type, String name, String otherwise) {
    return Enum.valueOf(type, options.text(name, otherwise).toUpperCase(Locale.ROOT));
  }

  private Octets hex(String name) {
    try {
      return new Octets(options.text(name, ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " is bytes in hexadecimal digits, two for each", e);
    }
  }

  private static Probe.Reply reply(Options expect) {
    String text = expect.text("text");
    String regex = expect.text("body");
    if (text != null && regex != null) {
      throw new IllegalArgumentException("either a text is expected or a body");
    }
    return text != null
        ? new Probe.Reply.Contains(Octets.utf8(text))
        : regex != null ? new Probe.Reply.Matches(regex) : new Probe.Reply.NotAwaited();
  }

  private static ClientTls tls(Options tls) {
    String pem = tls.text("authorities");
    if (pem != null && tls.has("trust")) {
      throw new IllegalArgumentException("either trust is written or authorities");
    }
    return new ClientTls(
        tls.text("serverName", ""),
        pem != null
            ? new ClientTls.Trust.Authorities(pem)
            : tls.text("trust", "anybody").equals("system")
                ? new ClientTls.Trust.System()
                : new ClientTls.Trust.Anybody(),
        tls.text("certificate", ""),
        tls.time("expiryWarning", Duration.ZERO));
  }

  private HttpCheck.Version version() {
    return switch (options.text("version", "1.1")) {
      case "1.0" -> HttpCheck.Version.HTTP_1_0;
      case "2" -> HttpCheck.Version.HTTP_2;
      default -> HttpCheck.Version.HTTP_1_1;
    };
  }

  /// One request that is written in the check itself, or several.
  private List<HttpCheck.Request> requests() {
    List<Options> several = options.groups("requests");
    if (several.isEmpty()) {
      return List.of(request(options));
    }
    if (options.has("path") || options.has("method") || options.has("expect")) {
      throw new IllegalArgumentException(
          "either one request is written (path, method, expect) or several (requests)");
    }
    List<HttpCheck.Request> requests = new ArrayList<>();
    several.forEach(request -> requests.add(request(request)));
    return requests;
  }

  /// What is not written in a request and stands in the check holds for all.
  private HttpCheck.Request request(Options request) {
    return new HttpCheck.Request(
        HttpCheck.Method.valueOf(request.text("method", "GET")),
        request.text("path", "/"),
        request.text("virtualHost", options.text("virtualHost", "")),
        request.has("headers") ? request.named("headers") : options.named("headers"),
        expected(request.group("expect")));
  }

  private static HttpCheck.Expected expected(Options expect) {
    List<HttpCheck.Statuses> statuses = new ArrayList<>();
    expect.texts("status").forEach(text -> statuses.add(statuses(text)));
    return new HttpCheck.Expected(
        statuses.isEmpty() ? HttpCheck.Expected.SUCCESS.statuses() : statuses,
        expect.text("md5", "").toLowerCase(Locale.ROOT),
        expect.text("sha256", "").toLowerCase(Locale.ROOT),
        expect.text("body", ""),
        expect.integer("maxBody", HttpCheck.Expected.DEFAULT_MAX_BODY));
  }

  private static HttpCheck.Statuses statuses(String text) {
    if (!text.matches("[1-5][0-9]{2}(-[1-5][0-9]{2})?")) {
      throw new IllegalArgumentException(
          "a status is 100 to 599 or a range like 200-299, not \"" + text + "\"");
    }
    int first = Integer.parseInt(text.substring(0, 3));
    return new HttpCheck.Statuses(
        first, text.length() > 3 ? Integer.parseInt(text.substring(4)) : first);
  }
}
