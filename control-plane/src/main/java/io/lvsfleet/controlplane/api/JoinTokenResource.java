package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.access.EnrolmentHint;
import io.lvsfleet.controlplane.access.JoinToken;
import io.lvsfleet.controlplane.access.JoinTokenRegistry;
import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// One-use tokens with which agents enrol.
@Path(JoinTokenResource.PATH)
@Tag(name = "join tokens")
@Produces(Representation.JSON)
public class JoinTokenResource {

  static final String PATH = "/api/v1/join-tokens";

  /// What an id can look like; the database is not asked for anything else.
  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,64}");

  private static final Pattern TTL = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

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
  @Consumes(Representation.JSON)
  @Operation(
      operationId = "createJoinToken",
      summary = "Make a token with which one agent enrols once")
  @APIResponse(
      responseCode = "201",
      description = "The token, which is shown this once",
      content = @Content(schema = @Schema(implementation = CreatedJoinToken.class)))
  public Response create(@Context RoutingContext context, @Nullable NewJoinToken request) {
    String node = request == null || request.node() == null ? "" : request.node();
    String ttl = request == null ? null : request.ttl();
    Optional<Duration> life = ttl == null ? Optional.of(JoinToken.DEFAULT_LIFE) : life(ttl);
    List<Violation> violations = new ArrayList<>();
    if (!Name.isValid(node)) {
      violations.add(
          new Violation(Rule.NAME, Pointer.of("node"), "\"" + node + "\": " + Name.RULE));
    }
    if (life.isEmpty()) {
      violations.add(
          new Violation(
              Rule.DURATION,
              Pointer.of("ttl"),
              "\"" + ttl + "\": a number and s, m, h or d, from 1m to 7d; for example 1h"));
    }
    if (life.isEmpty() || !violations.isEmpty()) {
      throw ApiProblem.validation(violations);
    }
    return created(new NodeId(node), life.get(), Requests.of(context));
  }

  private Response created(NodeId node, Duration life, Request by) {
    JoinTokenRegistry.Created created;
    try {
      created = registry.create(node, life, clock.instant().truncatedTo(ChronoUnit.SECONDS), by);
    } catch (JoinTokenRegistry.TooManyException e) {
      throw new ApiProblem(ProblemType.TOO_MANY, String.valueOf(e.getMessage()));
    }
    return Response.created(URI.create(PATH + "/" + created.token().id()))
        .header("Cache-Control", "no-store")
        .entity(
            new CreatedJoinToken(
                created.token().id(),
                created.presented().text(),
                node.name(),
                created.token().expiresAt(),
                hint.caHash(),
                hint.controlPlane()))
        .build();
  }

  @GET
  @Operation(
      operationId = "listJoinTokens",
      summary = "Open tokens, and those used or expired within a week, newest first")
  public JoinTokenList list() {
    Instant now = clock.instant();
    return new JoinTokenList(registry.list().stream().map(token -> shown(token, now)).toList());
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteJoinToken", summary = "Revoke a token")
  @APIResponse(responseCode = "204", description = "It is gone")
  public Response delete(@Context RoutingContext context, @PathParam("id") String id) {
    if (!ID.matcher(id).matches() || !registry.delete(id, clock.instant(), Requests.of(context))) {
      throw new ApiProblem(ProblemType.NOT_FOUND, "there is no join token \"" + id + "\"");
    }
    return Response.noContent().build();
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
}
