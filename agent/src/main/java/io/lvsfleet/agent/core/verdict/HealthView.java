package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a director knows of the health of its real servers.
///
/// @param own verdicts of the checks it performs itself
/// @param witnesses what real servers' agents reported, as [Witnesses] remembers it
/// @param connected whether the session that relays those reports is alive
public record HealthView(
    SortedMap<CheckKey, CheckVerdict> own,
    SortedMap<NodeId, WitnessReport> witnesses,
    boolean connected) {

  public static final HealthView NOTHING = new HealthView(Sorted.map(), Sorted.map(), false);

  /// What a witness said may be out of date when it, or our own session, is gone.
  boolean silent(@Nullable WitnessReport report) {
    return report == null || !report.connected() || !connected;
  }
}
