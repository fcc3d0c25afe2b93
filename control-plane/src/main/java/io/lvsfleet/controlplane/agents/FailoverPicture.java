package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpStatus;
import io.lvsfleet.model.VrrpStatus.Discard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the directors of one cluster say of who is master. Each speaks for itself, and not at the
/// same instant: while one takes over from another, both or none may say so for a moment.
///
/// @param directors all of them; null where nothing was said since this program started
public record FailoverPicture(SortedMap<NodeId, @Nullable Said> directors) {

  /// What one director said last.
  ///
  /// @param connected whether it would say so if it were otherwise
  public record Said(boolean connected, FailoverStatus status) {}

  /// Something an operator has to know.
  ///
  /// @param node whom it is about; null for all
  public record Problem(Kind kind, @Nullable NodeId node, String detail) {}

  public enum Kind {
    /// Nobody holds the virtual IPs.
    NO_MASTER,
    /// More than one does.
    SPLIT_BRAIN,
    /// A director could not take over: its agent is away or silent, or it is in FAULT.
    BACKUP_GONE,
    /// Somebody who is no peer uses the virtual router's id.
    FOREIGN_ROUTER,
    /// A peer speaks the other version.
    VERSION_MISMATCH,
    /// A peer has another password or interval.
    PEER_MISCONFIGURED
  }

  /// So long a packet that was not heeded is a problem of now.
  private static final Duration RECENT = Duration.ofMinutes(1);

  public FailoverPicture {
    directors = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(directors));
  }

  /// @param directors of one cluster
  public static FailoverPicture of(Collection<NodeId> directors, Map<NodeId, AgentView> agents) {
    SortedMap<NodeId, @Nullable Said> said = new TreeMap<>();
    for (NodeId director : directors) {
      AgentView view = agents.get(director);
      FailoverStatus status = view == null ? null : view.observation().failover();
      said.put(
          director, view == null || status == null ? null : new Said(view.connected(), status));
    }
    return new FailoverPicture(said);
  }

  /// Who says so and is connected.
  public SortedSet<NodeId> masters() {
    return Sorted.set(
        directors.entrySet().stream()
            .filter(one -> is(one.getValue(), State.MASTER))
            .map(Map.Entry::getKey)
            .toList());
  }

  private static boolean is(@Nullable Said said, State state) {
    return said != null && said.connected() && said.status().state() == state;
  }

  /// Whether one that is connected hears a master, which may be one that is not.
  private boolean isHeard() {
    return directors.values().stream()
        .anyMatch(said ->
            is(said, State.BACKUP)
                && said != null
                && said.status().instances().values().stream()
                    .anyMatch(instance -> instance.master() != null));
  }

  public List<Problem> problems(Instant now) {
    List<Problem> problems = new ArrayList<>();
    SortedSet<NodeId> masters = masters();
    boolean anybody =
        directors.values().stream().anyMatch(said -> said != null && said.connected());
    if (masters.isEmpty() && anybody && !isHeard()) {
      problems.add(new Problem(Kind.NO_MASTER, null, "no director is master"));
    }
    if (masters.size() > 1) {
      problems.add(new Problem(Kind.SPLIT_BRAIN, null, splitBrain(masters)));
    }
    directors.forEach((node, said) -> {
      String gone = gone(said);
      if (gone != null) {
        problems.add(new Problem(Kind.BACKUP_GONE, node, node + ": " + gone));
      }
      if (said != null) {
        said.status()
            .instances()
            .values()
            .forEach(instance -> discarded(node, instance, now, problems));
      }
    });
    return problems;
  }

  public static String splitBrain(Collection<NodeId> masters) {
    return "two masters: " + String.join(", ", masters.stream().map(NodeId::name).toList());
  }

  private static @Nullable String gone(@Nullable Said said) {
    if (said == null) {
      return "says nothing of its part in VRRP";
    }
    if (!said.connected()) {
      return "agent is away; it was " + said.status().state();
    }
    if (said.status().state() == State.FAULT) {
      return "FAULT: " + said.status().reason();
    }
    return null;
  }

  private static void discarded(
      NodeId node, VrrpStatus instance, Instant now, List<Problem> problems) {
    Discard discard = instance.lastDiscard();
    if (discard == null || discard.at().plus(RECENT).isBefore(now)) {
      return;
    }
    Kind kind =
        switch (discard.reason()) {
          case VERSION_MISMATCH -> Kind.VERSION_MISMATCH;
          case AUTHENTICATION, INTERVAL -> Kind.PEER_MISCONFIGURED;
          case ADDRESSES, UNKNOWN_PEER, OWN_SOURCE -> Kind.FOREIGN_ROUTER;
          case LENGTH, VERSION, TYPE, CHECKSUM, TTL -> null;
        };
    if (kind != null) {
      problems.add(new Problem(kind, node, node + ": " + text(discard)));
    }
  }

  /// For example `10.0.0.9: VERSION_MISMATCH: 2`.
  public static String text(Discard discard) {
    return discard.sender() + ": " + discard.reason() + ": " + discard.detail();
  }
}
