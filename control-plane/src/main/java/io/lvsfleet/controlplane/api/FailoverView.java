package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.agents.FailoverPicture.Said;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.VrrpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Who of a cluster's directors has the virtual IPs.
///
/// @param master absent when it is none, or several
/// @param virtualRouterId written or allocated
/// @param syncId allocated; absent when it is written or not needed
/// @param handover the standing order; absent for none
public record FailoverView(
    @Nullable String master,
    int virtualRouterId,
    @Nullable Integer syncId,
    @Nullable HandoverOrder handover,
    List<Director> directors,
    List<Problem> problems) {

  /// An order to hand over, and whether it was heeded.
  public record HandoverOrder(String from, String order, boolean done) {}

  /// One director's part.
  ///
  /// @param state `init`, `backup`, `master`, `fault`; absent when its agent never said
  /// @param connected whether it would say so if it were otherwise
  /// @param priority as declared, with what trackers and maintenance make of it
  /// @param heard the address of the master it hears; absent when it hears none
  /// @param down trackers that are down
  /// @param longestPauseMillis by which its VRRP thread ever woke too late
  public record Director(
      String node,
      @Nullable String state,
      boolean connected,
      @Nullable Instant since,
      @Nullable String reason,
      @Nullable Integer priority,
      @Nullable String heard,
      @Nullable Long discarded,
      @Nullable String lastDiscard,
      List<String> down,
      @Nullable Boolean realTime,
      @Nullable Long longestPauseMillis) {}

  /// What is wrong.
  ///
  /// @param kind `no-master`, `split-brain`, `backup-gone`, `foreign-router`, `version-mismatch`,
  ///   `peer-misconfigured`
  public record Problem(String kind, @Nullable String node, String detail) {}

  /// Null where directors do not fail over.
  static @Nullable FailoverView of(Allocated allocated, FailoverPicture picture, Instant now) {
    AllocatedVrrp vrrp = allocated.vrrp();
    if (vrrp == null) {
      return null;
    }
    SortedSet<NodeId> masters = picture.masters();
    return new FailoverView(
        masters.size() == 1 ? masters.first().name() : null,
        vrrp.virtualRouterId(),
        allocated.syncId(),
        order(allocated.handover(), picture),
        picture.directors().entrySet().stream()
            .map(one -> director(one.getKey(), one.getValue()))
            .toList(),
        picture.problems(now).stream().map(FailoverView::problem).toList());
  }

  static @Nullable HandoverOrder order(@Nullable Handover handover, FailoverPicture picture) {
    return handover == null
        ? null
        : new HandoverOrder(handover.from().name(), handover.order(), isDone(handover, picture));
  }

  static boolean isDone(Handover handover, FailoverPicture picture) {
    Said said = picture.directors().get(handover.from());
    return said != null && handover.order().equals(said.status().handover());
  }

  private static Director director(NodeId node, @Nullable Said said) {
    if (said == null) {
      return new Director(
          node.name(), null, false, null, null, null, null, null, null, List.of(), null, null);
    }
    FailoverStatus status = said.status();
    VrrpStatus instance =
        status.instances().isEmpty() ? null : status.instances().values().iterator().next();
    IpAddress heard = instance == null ? null : instance.master();
    return new Director(
        node.name(),
        word(status.state()),
        said.connected(),
        status.since(),
        status.reason(),
        instance == null ? null : instance.priority(),
        heard == null ? null : heard.toString(),
        instance == null ? null : instance.discarded(),
        instance == null || instance.lastDiscard() == null
            ? null
            : FailoverPicture.text(instance.lastDiscard()),
        status.down(),
        status.realTime(),
        status.longestPause().toMillis());
  }

  private static Problem problem(FailoverPicture.Problem problem) {
    NodeId node = problem.node();
    return new Problem(word(problem.kind()), node == null ? null : node.name(), problem.detail());
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
