package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.access.FailureLimit;
import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.AuditRecorder;
import io.lvsfleet.controlplane.audit.Request;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Remembers every request that would change something, whoever answered it: a line in the log, and
/// an entry for the audit. So it does with requests that bring no valid token, some of each source.
@ApplicationScoped
public class Requests {

  private static final Logger LOG = Logger.getLogger(Requests.class);

  /// After the request has its id, before anything that may refuse it.
  private static final int PRIORITY = 1900;

  private static final String KEY = "lvs-fleet.audit-key";
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Pattern CLUSTER =
      Pattern.compile("/api/v1/clusters/([a-z0-9-]{1,63})(/.*)?");
  private static final Pattern PLAN = Pattern.compile("/api/v1/clusters/[^/]+/plan/?");
  private static final int LONGEST_PATH = 500;

  private final AuditRecorder audit;
  private final InstantSource clock;
  private final FailureLimit strangers = new FailureLimit();

  Requests(AuditRecorder audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, PRIORITY);
  }

  private void begin(RoutingContext context) {
    context.put(KEY, UUID.randomUUID());
    long start = System.nanoTime();
    context.addEndHandler(_ -> ended(context, start));
    context.next();
  }

  /// A request as it is remembered.
  static Request of(RoutingContext context) {
    UUID key = context.get(KEY);
    String caller = context.get(BearerFilter.CALLER);
    String path = path(context);
    return new Request(
        key == null ? UUID.randomUUID() : key,
        caller == null ? "anonymous" : caller,
        source(context),
        RequestIds.of(context),
        context.request().method().name(),
        path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
  }

  private void ended(RoutingContext context, long start) {
    // A client that went away has no answer.
    Integer status = context.response().headWritten() ? context.response().getStatusCode() : null;
    boolean isWrite = isWrite(context);
    if (isWrite) {
      Request request = of(context);
      LOG.infof(
          "request %s: %s %s of %s from %s: %s in %d ms",
          request.id(),
          request.method(),
          request.path(),
          request.principal(),
          request.source(),
          status == null ? "not answered" : status,
          Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
    boolean isStranger = status != null && status == 401;
    if (isStranger ? isToBeTold(context) : isWrite) {
      audit.answered(entry(context, status));
    }
  }

  private boolean isToBeTold(RoutingContext context) {
    Instant now = clock.instant();
    InetSocketAddress source = address(context);
    if (!strangers.allows(source, now)) {
      return false;
    }
    strangers.failed(source, now);
    return true;
  }

  private AuditEntry entry(RoutingContext context, @Nullable Integer status) {
    Request request = of(context);
    Matcher cluster = CLUSTER.matcher(request.path());
    return new AuditEntry(
        request,
        clock.instant(),
        status,
        cluster.matches() ? cluster.group(1) : null,
        null,
        status != null && status == 401 ? "no valid token" : null);
  }

  /// What only shows what a change would do is none.
  private static boolean isWrite(RoutingContext context) {
    String dryRun = context.queryParams().get("dryRun");
    return !READING.contains(context.request().method())
        && !PLAN.matcher(path(context)).matches()
        && (dryRun == null || dryRun.equals("false"));
  }

  private static String path(RoutingContext context) {
    return Objects.requireNonNullElse(context.request().path(), "");
  }

  private static String source(RoutingContext context) {
    SocketAddress address = context.request().connection().remoteAddress();
    @Nullable String host = address.hostAddress();
    return host == null ? "unknown" : host;
  }

  private static InetSocketAddress address(RoutingContext context) {
    SocketAddress address = context.request().connection().remoteAddress();
    String literal = address.hostAddress();
    return literal == null
        ? InetSocketAddress.createUnresolved("unknown", 0)
        : new InetSocketAddress(InetAddress.ofLiteral(literal), Math.max(0, address.port()));
  }
}
