package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What all verdicts of one moment rest on.
///
/// @param self the director
/// @param holds ordered on the node: they may set weights
/// @param counted what ip_vs has just counted; null when that was not asked
public record Scene(
    NodeId self,
    ClusterId cluster,
    HealthView health,
    List<Hold> holds,
    @Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted,
    Instant now) {}
