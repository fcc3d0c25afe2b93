package io.lvsfleet.controlplane.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is, beside what should be.
///
/// @param failover absent where a director is alone
/// @param state `applied` when every agent has the newest state, else what stands in the way
public record StatusView(
    String cluster,
    long revision,
    String state,
    List<NodeStatus> nodes,
    @Nullable FailoverView failover,
    List<ServiceStatus> services) {

  /// A constant as the API writes it: `SLOW_START` is `slowStart`.
  static String word(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().split("_", -1)) {
      String lower = part.toLowerCase(Locale.ROOT);
      word.append(
          word.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return word.toString();
  }

  /// One node.
  ///
  /// @param role `director` or `realServer`
  /// @param state `applied`, `rejected`, `offline` or `pending`
  /// @param lastSeen null when it was not seen since the control plane started
  /// @param appliedRevision null when it has not said
  /// @param errors objects it could not put into its kernel
  /// @param missing what a real server still lacks to take traffic
  /// @param foreign entries of its kernel that are not ours
  public record NodeStatus(
      String name,
      String role,
      String state,
      boolean connected,
      @Nullable Instant lastSeen,
      long desiredRevision,
      @Nullable Long appliedRevision,
      List<ObjectError> errors,
      List<String> missing,
      List<String> foreign) {}

  /// An object that is not in a kernel.
  public record ObjectError(String object, String code, String detail) {}

  /// A virtual service.
  ///
  /// @param key in ipvsadm's words
  public record ServiceStatus(String name, String key, List<RealServerStatus> realServers) {}

  /// A real server.
  ///
  /// @param declaredWeight as the document says
  public record RealServerStatus(
      String name, String address, int declaredWeight, List<Effective> directors) {}

  /// What a director gives it now.
  ///
  /// @param present whether it is in the kernel's table
  /// @param state as the director names it, for example `up`, `slowStart` or `draining`
  /// @param since when it came into that state
  /// @param reason in words
  public record Effective(
      String director, boolean present, int weight, String state, Instant since, String reason) {}
}
