package io.lvsfleet.wire;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Method;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Statuses;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Draws probes of every kind.
final class ProbeGen {

  private static final List<String> FILES = List.of("check-web", "A.pem", "0_1", "x".repeat(128));
  private static final List<String> PATHS = List.of("/", "/srv/www", "/a b/ünï.txt");
  private static final List<String> ARGUMENTS = List.of("", "-H", "10.0.0.21", "a b\n\"'$x");
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\n" + "MIIB".repeat(4000) + "\n-----END CERTIFICATE-----\n";

  private final ModelGen gen;

  ProbeGen(ModelGen gen) {
    this.gen = gen;
  }

  Probe probe() {
    return switch (gen.below(11)) {
      case 0 -> new Probe.Tcp(target(), optional(this::tls), octets(), reply());
      case 1 -> http();
      case 2 -> new Probe.Tls(target(), tls());
      case 3 -> new Probe.Icmp(target());
      case 4 -> udp();
      case 5 ->
          new Probe.Script(
              gen.pick(FILES), some(ARGUMENTS), gen.pick(List.of(Probe.Script.Exit.values())));
      case 6 ->
          new Probe.NagiosPlugin(
              gen.pick(FILES),
              some(ARGUMENTS),
              gen.pick(List.of(Probe.NagiosPlugin.Warning.values())));
      case 7 ->
          new Probe.FileContent(
              gen.pick(PATHS), gen.pick(List.of(Probe.FileContent.Meaning.values())));
      case 8 ->
          new Probe.Listen(
              gen.pick(List.of(Protocol.TCP, Protocol.UDP)),
              optional(() -> gen.localAddress().address()),
              gen.below(65_536));
      case 9 ->
          new Probe.Mount(
              gen.pick(PATHS),
              gen.pick(List.of("", "nfs4")),
              gen.pick(List.of("", "192.168.7.250:/opt/wwwroot")),
              gen.pick(List.of(Probe.Mount.Access.values())));
      default -> new Probe.Load(gen.below(100), 100 + gen.below(9_901), gen.below(101));
    };
  }

  private Probe http() {
    Version version = gen.pick(List.of(Version.values()));
    List<Request> requests = new ArrayList<>(List.of(request()));
    for (int i = gen.below(3); i > 0; i--) {
      requests.add(request());
    }
    return version == Version.HTTP_2
        ? new Probe.Http(
            Target.of(gen.localAddress().address(), gen.below(65_536)), tls(), version, requests)
        : new Probe.Http(target(), optional(this::tls), version, requests);
  }

  private Request request() {
    SortedMap<String, String> headers = new TreeMap<>();
    if (gen.oneIn(2)) {
      headers.putAll(Map.of("Accept", "*/*", "X-Check", ""));
    }
    return new Request(
        gen.pick(List.of(Method.values())),
        gen.pick(List.of("/", "/health?full=1", "/" + "x".repeat(2047))),
        gen.pick(List.of("", "www.example.org:8080")),
        headers,
        expected());
  }

  private Expected expected() {
    int first = 100 + gen.below(500);
    String pattern = gen.oneIn(2) ? "" : gen.pick(List.of("OK", "ok|gut"));
    return new Expected(
        List.of(new Statuses(first, first + gen.below(600 - first)), new Statuses(200, 200)),
        gen.oneIn(2) ? "" : "9b3a0c85a887a256d6939da88aabd8cd",
        gen.oneIn(2) ? "" : "a".repeat(64),
        pattern,
        1 + gen.below(pattern.isEmpty() ? Expected.MAX_BODY : Expected.MAX_SEARCHED));
  }

  private Probe udp() {
    Octets expected = octets();
    Octets mask = gen.oneIn(2) ? Octets.NONE : Octets.of(new byte[expected.length()]);
    return new Probe.Udp(
        target(),
        octets(),
        expected,
        mask,
        expected.isEmpty()
            ? gen.pick(List.of(Probe.Udp.Silence.values()))
            : Probe.Udp.Silence.DOWN);
  }

  private Probe.Reply reply() {
    return switch (gen.below(3)) {
      case 0 -> new Probe.Reply.NotAwaited();
      case 1 -> new Probe.Reply.Contains(Octets.utf8("+OK"));
      default -> new Probe.Reply.Matches(gen.pick(List.of("OK", "^SSH-2", "ünï|漢+")));
    };
  }

  private Target target() {
    IpAddress address = gen.localAddress().address();
    return new Target(
        address,
        gen.below(65_536),
        gen.oneIn(2) ? null : address,
        gen.oneIn(2) ? null : "eth0",
        gen.oneIn(2) ? 0 : gen.below(Integer.MAX_VALUE) * 2L);
  }

  private ClientTls tls() {
    return new ClientTls(
        gen.pick(List.of("", "www.example.org")),
        switch (gen.below(3)) {
          case 0 -> new ClientTls.Trust.Anybody();
          case 1 -> new ClientTls.Trust.System();
          default -> new ClientTls.Trust.Authorities(PEM);
        },
        gen.oneIn(2) ? "" : gen.pick(FILES),
        Duration.ofDays(gen.below(399)));
  }

  private Octets octets() {
    byte[] bytes = new byte[gen.below(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) gen.below(256);
    }
    return Octets.of(bytes);
  }

  private List<String> some(List<String> from) {
    List<String> all = new ArrayList<>();
    for (int i = gen.below(4); i > 0; i--) {
      all.add(gen.pick(from));
    }
    return all;
  }

  private <T> @Nullable T optional(Supplier<T> one) {
    return gen.oneIn(2) ? null : one.get();
  }
}
