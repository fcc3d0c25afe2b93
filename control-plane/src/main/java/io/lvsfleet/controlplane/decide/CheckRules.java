package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.ProbeCompiler;
import io.lvsfleet.controlplane.declared.CheckType;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredCheck.DeclaredTiming;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Timing;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Checks, of services and those that services may use.
final class CheckRules {

  /// In place of real servers' addresses (RFC 5737, RFC 3849) while a check is looked at by itself.
  private static final IpAddress SOME_IPV4 = IpAddress.parse("192.0.2.1");

  private static final IpAddress SOME_IPV6 = IpAddress.parse("2001:db8::1");

  private static final int SOME_PORT = 80;

  private CheckRules() {}

  static void examine(Examination on) {
    SortedMap<String, DeclaredCheck> templates = on.document.settings().checks();
    templates.forEach((name, check) -> one(on, check, null, Pointer.of("checks", name)));
    on.document
        .services()
        .forEach((name, service) -> service(on, service, Pointer.of("virtualServices", name)));
  }

  private static void service(Examination on, DeclaredService service, Pointer at) {
    Pointer all = at.then("checks");
    boolean isWritten = service.settings().ownChecks();
    service
        .effectiveChecks()
        .forEach((name, check) -> {
          Pointer where = isWritten ? all.then(name) : all;
          DeclaredCheck resolved = check.resolved(on.document.settings().checks());
          if (resolved.type() == null) {
            on.violation(
                Rule.UNKNOWN_REFERENCE,
                where.then("use"),
                "there is no check \"" + check.use() + "\" in this document's checks");
            return;
          }
          one(on, resolved, on.familyOf(service.settings().listen()), where);
          port(on, service, resolved, where);
          witness(on, service, resolved, where);
        });
  }

  private static void one(
      Examination on, DeclaredCheck check, @Nullable AddressFamily family, Pointer at) {
    performer(on, check, at);
    if (timing(on, check.timing(), at)) {
      try {
        ProbeCompiler.spec(
            check, family == AddressFamily.IPV6 ? SOME_IPV6 : SOME_IPV4, SOME_PORT, false);
      } catch (IllegalArgumentException e) {
        on.violation(Rule.CHECK_OPTIONS, at, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void performer(Examination on, DeclaredCheck check, Pointer at) {
    CheckType type = check.type();
    DeclaredCheck.From from = check.effectiveFrom();
    if (type != null
        && type.asks() == CheckType.Asks.ITS_OWN_NODE
        && from != DeclaredCheck.From.REAL_SERVER) {
      on.violation(
          Rule.CHECK_ON_REAL_SERVER,
          at.then("from"),
          "only the real server itself can perform a check of type " + type.word());
    }
    if (check.agree() != null && from != DeclaredCheck.From.BOTH) {
      on.violation(
          Rule.CHECK_AGREE,
          at.then("agree"),
          "there is nobody to agree with: the check is from " + from.word() + " alone");
    }
  }

  /// Whether nothing is wrong with it.
  private static boolean timing(Examination on, DeclaredTiming timing, Pointer at) {
    boolean isRight = true;
    Duration interval = timing.effectiveInterval();
    Duration timeout = timing.effectiveTimeout();
    if (interval.compareTo(CheckSpec.MIN_INTERVAL) < 0
        || interval.compareTo(CheckSpec.MAX_INTERVAL) > 0) {
      on.violation(
          Rule.CHECK_INTERVAL,
          at.then("interval"),
          "an interval is 100 ms to 1 h, not " + interval.toMillis() + " ms");
      isRight = false;
    }
    if (timing.timeout() != null && (!timeout.isPositive() || timeout.compareTo(interval) > 0)) {
      on.violation(
          Rule.TIMEOUT_AT_MOST_INTERVAL,
          at.then("timeout"),
          "a timeout is positive and at most the interval of "
              + interval.toMillis()
              + " ms, not "
              + timeout.toMillis()
              + " ms");
      isRight = false;
    }
    Duration fast = timing.effectiveFastInterval();
    if (timing.fastInterval() != null
        && (fast.compareTo(CheckSpec.MIN_INTERVAL) < 0 || fast.compareTo(interval) > 0)) {
      on.violation(
          Rule.CHECK_INTERVAL,
          at.then("fastInterval"),
          "a fast interval is 100 ms to the interval of "
              + interval.toMillis()
              + " ms, not "
              + fast.toMillis()
              + " ms");
      isRight = false;
    }
    Duration grace = timing.restartGrace();
    if (grace != null && grace.compareTo(Timing.MAX_RESTART_GRACE) > 0) {
      on.violation(Rule.DURATION_RANGE, at.then("restartGrace"), "a restart grace is at most 1 h");
      isRight = false;
    }
    return isRight;
  }

  private static void port(
      Examination on, DeclaredService service, DeclaredCheck check, Pointer at) {
    CheckType type = check.type();
    if (type == null
        || (type.asks() != CheckType.Asks.A_PORT && type != CheckType.LISTEN)
        || check.options().has("port")) {
      return;
    }
    Listen listen = service.settings().listen();
    boolean isUdp =
        type == CheckType.UDP
            || (type == CheckType.LISTEN && check.options().text("protocol", "tcp").equals("udp"));
    Protocol asked = isUdp ? Protocol.UDP : Protocol.TCP;
    boolean otherProtocol =
        listen instanceof Listen.OnVirtualIp at1 && at1.effectiveProtocol() != asked;
    boolean noPort =
        service.realServers().values().stream().anyMatch(s -> s.effectivePort(listen) == 0);
    if (otherProtocol || noPort) {
      on.violation(
          Rule.CHECK_NEEDS_PORT,
          service.settings().ownChecks() ? at.then("port") : at,
          (otherProtocol
                  ? "the service is not " + asked
                  : "the real servers have no port of their own")
              + ", so a "
              + (type == CheckType.TCP ? "TCP" : type.word())
              + " check has to name its port"
              + (service.settings().ownChecks() ? "" : "; write checks, or checks: {} for none"));
    }
  }

  private static void witness(
      Examination on, DeclaredService service, DeclaredCheck check, Pointer at) {
    if (check.effectiveFrom() != DeclaredCheck.From.REAL_SERVER) {
      return;
    }
    service
        .realServers()
        .forEach((name, server) -> {
          var node = server.node();
          if (node == null || !on.document.hasAgent(node)) {
            on.warning(
                Rule.CHECK_NEEDS_AGENT,
                at.then("from"),
                "real server " + name + " runs no agent, so nobody performs this check there");
          }
        });
  }
}
