package io.lvsfleet.controlplane.api;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An override with how far it is.
///
/// @param scope where it holds: `clusters/NAME` or `nodes/NAME`
/// @param path of this resource
/// @param kind `drain`, `disable`, `maintenance`, `pin` or `freeze`
/// @param connections of a drain: how many may be left
/// @param deadline of a drain: when it leaves the table whatever is left
/// @param owner who ordered it, or changed it last
/// @param since when it began
/// @param expiresAt when it ends by itself; null: when it is deleted
/// @param state `pending` until every director has it, or `rejected`; then `draining` and `drained`
///   for those that take a real server out, `active` for others; `dangling` while what it is about
///   is not there; `expired`
/// @param agents the directors, and whether they have it
/// @param servers what each director does with each real server it is about
@Schema
public record OverrideView(
    String id,
    String scope,
    String path,
    String etag,
    String kind,
    @Nullable String service,
    @Nullable String realServer,
    @Nullable String node,
    @Nullable Long connections,
    @Nullable Instant deadline,
    @Nullable Integer weight,
    String reason,
    String owner,
    Instant since,
    @Nullable Instant expiresAt,
    String state,
    String detail,
    List<OverridingAgent> agents,
    List<OverriddenServer> servers) {

  /// A director.
  ///
  /// @param state `applied`, `rejected`, `offline` or `pending`
  /// @param desired the number of its state that has the override
  /// @param applied the newest state that is whole in its kernel, read back; 0 for none
  public record OverridingAgent(
      String name, String state, String detail, long desired, long applied) {}

  /// What is ordered.
  ///
  /// @param kind `drain`, `disable`, `maintenance`, `pin` or `freeze`; of a node wherever it
  ///   serves, one of the first three
  /// @param service of the real server
  /// @param realServer which the override is about; or else
  /// @param node all of whose real servers it is about
  /// @param connections of a drain: how many may be left when it leaves the table; 0 when absent
  /// @param deadline of a drain: when it leaves the table whatever is left, as a time or as a
  ///   duration from the beginning on; never when absent
  /// @param weight of a pin
  /// @param reason for everybody who wonders
  /// @param expiresAt when it ends by itself, as a time or as a duration; when it is deleted when
  ///   absent
  /// @param duration the same as `expiresAt` with a duration
  @Schema(name = "Override")
  public record OverrideRequest(
      @Schema(required = true) String kind,
      @Nullable String service,
      @Nullable String realServer,
      @Nullable String node,
      @Nullable Long connections,
      @Nullable String deadline,
      @Nullable Integer weight,
      @Schema(required = true) String reason,
      @Nullable String expiresAt,
      @Nullable String duration) {}

  /// What one director does with one real server.
  ///
  /// @param state as the director names it, for example `draining`; null before it said anything
  /// @param present whether it is in the kernel's table
  /// @param since when it came into that state
  /// @param reason in words
  public record OverriddenServer(
      String cluster,
      String service,
      String realServer,
      String director,
      @Nullable String state,
      @Nullable Boolean present,
      @Nullable Integer weight,
      @Nullable Instant since,
      @Nullable String reason,
      @Nullable DrainView drain) {}

  /// How far a drain is.
  ///
  /// @param active connections; null before they were counted
  /// @param persistent templates that tie clients to it
  /// @param left what may be left when it leaves the table
  /// @param estimated when it will be through if it goes on like this; null when nobody can say
  public record DrainView(
      @Nullable Long active,
      @Nullable Long persistent,
      long left,
      @Nullable Instant estimated,
      @Nullable Instant deadline) {}

  /// A page of overrides.
  ///
  /// @param nextCursor absent at the end
  public record OverridePage(List<OverrideView> items, @Nullable String nextCursor) {}

  /// The answer to a change of an override.
  ///
  /// @param changed false when it stood like that already
  /// @param path of the override; `/result?wait=45s` below it waits until it is as ordered
  /// @param nodes directors that have to hear of it
  /// @param servers real servers it is about, as `cluster/service/realServer`
  public record OverrideChange(
      String id,
      String scope,
      boolean dryRun,
      boolean changed,
      @Nullable String etag,
      String path,
      List<String> nodes,
      List<String> servers) {}
}
