package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.Author;
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
    Author author) {

  /// Why a change is made; a header, because it is not about the resource.
  static final String REASON = "Change-Reason";

  static WriteOptions of(RoutingContext request) {
    String header = request.request().getHeader(REASON);
    String reason = header == null ? parameter(request, "reason") : header;
    return new WriteOptions(
        list(request, "If-Match"),
        list(request, "If-None-Match"),
        Names.flag("dryRun", parameter(request, "dryRun")),
        Names.confirmed(parameter(request, "confirm")),
        Representation.coding(request.request().getHeader("Accept-Encoding")),
        Callers.author(request, Names.reason(reason)));
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
