package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Where the topology is kept.
public interface TopologyStore {

  StoredTopology load();

  /// The number of the newest image.
  long image();

  /// Stores a change as one transaction that writes the rows that differ and no others.
  ///
  /// @throws StaleImageException when the image it was decided on is not the newest; nothing is
  ///   stored then
  void commit(Commit commit);

  /// Stores a change of an override as one transaction.
  ///
  /// @throws StaleImageException as [#commit] does
  void commit(OverrideCommit commit);

  /// Stores the next step of a watched revision as one transaction.
  ///
  /// @throws StaleImageException as [#commit] does
  void commit(StageCommit commit);

  /// The agents a revision waits for; empty when there is no such revision.
  Optional<SortedMap<NodeId, Long>> scope(ClusterId cluster, Revision revision);

  /// Revisions of a cluster, newest first; also those from before it was removed.
  ///
  /// @param before only older ones; null from the newest on
  List<StoredRevision> revisions(ClusterId cluster, @Nullable Revision before, int limit);

  Optional<StoredRevision> revision(ClusterId cluster, Revision revision);

  /// The document of a revision; empty when there is no such revision or it removed the cluster.
  Optional<StoredDocument> document(ClusterId cluster, Revision revision);

  /// Remembers what an agent said of its host, with an event.
  void connected(NodeId node, KnownAgent agent, Event event);

  void append(Event event);

  /// Somebody else has changed the topology in between.
  final class StaleImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleImageException(long image) {
      super("image " + image + " of the topology is not the newest any more");
    }
  }
}
