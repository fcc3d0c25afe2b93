package io.lvsfleet.controlplane.api.access;

import io.lvsfleet.controlplane.access.EnrolmentHint;
import io.lvsfleet.controlplane.access.JoinToken;
import io.lvsfleet.controlplane.access.JoinTokenRegistry;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One-use tokens with which agents enrol.
@Path("/api/v1/join-tokens")
@Produces(MediaType.APPLICATION_JSON)
public class JoinTokenResource {

  private static final MediaType PROBLEM = new MediaType("application", "problem+json");
  private static final Pattern TTL = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  /// What an id can look like; the database is not asked for anything else.
  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,64}");

  private final JoinTokenRegistry registry;
  private final EnrolmentHint hint;
  private final InstantSource clock;

  JoinTokenResource(JoinTokenRegistry registry, EnrolmentHint hint, InstantSource clock) {
    this.registry = registry;
    this.hint = hint;
    this.clock = clock;
  }

  /// What is asked for.
  ///
  /// @param ttl a number and `s`, `m`, `h` or `d`; one hour when absent
  public record NewJoinToken(@Nullable String node, @Nullable String ttl) {}

  /// The answer, with the only sight of the token there ever is.
  ///
  /// @param caHash for the agent to pin
  /// @param controlPlane where agents probably reach this control plane
  public record CreatedJoinToken(
      String id,
      String token,
      String node,
      Instant expiresAt,
      String caHash,
      String controlPlane) {}

  /// A token without its secret.
  ///
  /// @param state `open`, `used` or `expired`
  public record ShownJoinToken(
      String id,
      String node,
      String state,
      Instant createdAt,
      Instant expiresAt,
      Optional<Instant> usedAt,
      Optional<String> usedFrom) {}

  /// All of them, newest first.
  public record JoinTokenList(List<ShownJoinToken> items) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(@Nullable NewJoinToken request, @Context RoutingContext context) {
    List<Violation> violations = new ArrayList<>();
    String node = request == null || request.node() == null ? "" : request.node();
    String ttl = request == null || request.ttl() == null ? "1h" : request.ttl();
    Optional<Duration> life = life(ttl);
    if (!Name.isValid(node)) {
      violations.add(new Violation("#/node", "\"" + node + "\": " + Name.RULE));
    }
    if (life.isEmpty()) {
      violations.add(
          new Violation(
              "#/ttl",
              "\"" + ttl + "\": a number and s, m, h or d, from 1m to 7d; for example 1h"));
    }
    if (life.isEmpty() || !violations.isEmpty()) {
      return problem(422, "validation", "the join token was not made", violations, context);
    }
    try {
      JoinTokenRegistry.Created created =
          registry.create(
              new NodeId(node), life.get(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
      return Response.created(URI.create("/api/v1/join-tokens/" + created.token().id()))
          .cacheControl(noStore())
          .entity(
              new CreatedJoinToken(
                  created.token().id(),
                  created.presented().text(),
                  node,
                  created.token().expiresAt(),
                  hint.caHash(),
                  hint.controlPlane()))
          .build();
    } catch (JoinTokenRegistry.TooManyException e) {
      return problem(409, "too-many", String.valueOf(e.getMessage()), List.of(), context);
    }
  }

  @GET
  public JoinTokenList list() {
    Instant now = clock.instant();
    return new JoinTokenList(registry.list().stream().map(token -> shown(token, now)).toList());
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id, @Context RoutingContext context) {
    return ID.matcher(id).matches() && registry.delete(id)
        ? Response.noContent().build()
        : problem(404, "not-found", "there is no join token \"" + id + "\"", List.of(), context);
  }

  private static Optional<Duration> life(String ttl) {
    Matcher matcher = TTL.matcher(ttl);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration life =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return life.compareTo(JoinToken.MIN_LIFE) < 0 || life.compareTo(JoinToken.MAX_LIFE) > 0
        ? Optional.empty()
        : Optional.of(life);
  }

  private static ShownJoinToken shown(JoinToken token, Instant now) {
    String state =
        token.use().isPresent() ? "used" : token.expiresAt().isAfter(now) ? "open" : "expired";
    return new ShownJoinToken(
        token.id(),
        token.node().name(),
        state,
        token.createdAt(),
        token.expiresAt(),
        token.use().map(JoinToken.Use::at),
        token.use().map(JoinToken.Use::source));
  }

  /// A fault of the request.
  ///
  /// @param pointer to the field (RFC 6901 section 6)
  public record Violation(String pointer, String detail) {}

  /// RFC 9457.
  public record Problem(
      String type,
      String title,
      int status,
      String detail,
      String instance,
      String requestId,
      List<Violation> errors) {}

  private static Response problem(
      int status, String type, String detail, List<Violation> violations, RoutingContext context) {
    return Response.status(status)
        .type(PROBLEM)
        .entity(
            new Problem(
                "/problems/" + type,
                HttpResponseStatus.valueOf(status).reasonPhrase(),
                status,
                detail,
                String.valueOf(context.request().path()),
                BearerFilter.requestId(context),
                violations))
        .build();
  }

  private static CacheControl noStore() {
    CacheControl control = new CacheControl();
    control.setNoStore(true);
    return control;
  }
}
