package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.RolloutPolicy;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// What every write can be told besides its body.
///
/// @param confirmed how many removals were confirmed
/// @param coding the content coding in which the caller would read what it writes: its entity tag
record WriteOptions(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    boolean isDryRun,
    int confirmed,
    String coding,
    Author author,
    RolloutPolicy policy) {

  static WriteOptions of(RoutingContext request) {
    return of(request, null);
  }

  /// @param reason for the change when the request gives none
  static WriteOptions of(RoutingContext request, @Nullable String reason) {
    return new WriteOptions(
        list(request, "If-Match"),
        list(request, "If-None-Match"),
        Names.flag("dryRun", parameter(request, "dryRun")),
        Names.confirmed(parameter(request, "confirm")),
        Representation.coding(request.request().getHeader("Accept-Encoding")),
        Callers.author(request, reason),
        policy(request));
  }

  private enum Way {
    PLAIN,
    STAGED
  }

  private enum OnFailure {
    STOP,
    ROLLBACK
  }

  private static RolloutPolicy policy(RoutingContext request) {
    boolean isStaged =
        Names.oneOf("rollout", parameter(request, "rollout"), Way.PLAIN) == Way.STAGED;
    boolean isRolledBack =
        Names.oneOf("onFailure", parameter(request, "onFailure"), OnFailure.STOP)
            == OnFailure.ROLLBACK;
    return new RolloutPolicy(
        isStaged, isRolledBack, Names.within("within", parameter(request, "within")));
  }

  /// For what changes nothing, whatever the query says.
  WriteOptions asDryRun() {
    return new WriteOptions(ifMatch, ifNoneMatch, true, confirmed, coding, author, policy);
  }

  static @Nullable String parameter(RoutingContext request, String name) {
    return request.request().getParam(name);
  }

  /// A list in several fields is one list (RFC 9110 section 5.3).
  static @Nullable String list(RoutingContext request, String name) {
    java.util.List<String> fields = request.request().headers().getAll(name);
    return fields.isEmpty() ? null : String.join(", ", fields);
  }
}
