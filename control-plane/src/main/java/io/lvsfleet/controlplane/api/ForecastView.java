package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lvsfleet.controlplane.forecast.NodeForecast;
import io.lvsfleet.controlplane.forecast.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What one agent would do to its kernel, as if every real server were healthy and ready.
///
/// @param connected whether the agent has a session now
/// @param observedAt when the connections were counted; absent when they never were
/// @param age of that, for example `4s`
/// @param operationCount of which the first thousand are listed
@Schema
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ForecastView(
    String node,
    boolean connected,
    @Nullable Instant observedAt,
    @Nullable String age,
    int operationCount,
    List<OperationView> operations,
    List<WarningView> warnings) {

  private static final int MOST = 1000;

  /// One change of a kernel.
  ///
  /// @param command that would do the same by hand, of ipvsadm, ip, sysctl or nft
  /// @param activeConnections it would meet; absent when nobody counted or there are none to meet
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OperationView(String command, @Nullable Long activeConnections) {}

  /// Something to think about first.
  ///
  /// @param code `removes-connections`, `weight-zero` or `replaces`
  /// @param command it is about
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WarningView(
      String code, String command, @Nullable Long activeConnections, String detail) {

    static WarningView of(Warning warning) {
      return new WarningView(
          warning.kind().id(), warning.object(), warning.activeConnections(), warning.detail());
    }
  }

  static ForecastView of(NodeForecast forecast, Instant now) {
    Instant at = forecast.observedAt();
    return new ForecastView(
        forecast.node().name(),
        forecast.connected(),
        at,
        at == null ? null : Math.max(0, Duration.between(at, now).toSeconds()) + "s",
        forecast.steps().size(),
        forecast.steps().stream()
            .limit(MOST)
            .map(step -> new OperationView(step.operation().describe(), step.activeConnections()))
            .toList(),
        forecast.warnings().stream().limit(MOST).map(WarningView::of).toList());
  }
}
