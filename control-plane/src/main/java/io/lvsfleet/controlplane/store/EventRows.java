package io.lvsfleet.controlplane.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.List;
import org.hibernate.StatelessSession;

/// Events as rows, within somebody's transaction.
final class EventRows {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EventRows() {}

  /// Numbers for so many events. Writers wait here for each other until they commit.
  ///
  /// @return the last of them
  static long reserve(StatelessSession session, int count) {
    return session
        .createNativeQuery(
            "UPDATE fleet SET last_event = last_event + :count RETURNING last_event", Long.class)
        .setParameter("count", count)
        .getSingleResult();
  }

  /// @param last the number of the last of them
  static void insert(StatelessSession session, long last, List<Event> events) {
    long id = last - events.size();
    for (Event event : events) {
      id++;
      session.insert(entity(id, event));
    }
  }

  /// Appends one that stands for itself.
  static void append(StatelessSession session, Event event) {
    long id = reserve(session, 1);
    insert(session, id, List.of(event));
    notify(session, DatabaseNotices.EVENTS, id);
  }

  static void notify(StatelessSession session, String channel, long number) {
    session
        .createNativeQuery("SELECT pg_notify(:channel, :number)", String.class)
        .setParameter("channel", channel)
        .setParameter("number", Long.toString(number))
        .getResultList();
  }

  private static EventEntity entity(long id, Event event) {
    EventEntity row = new EventEntity();
    row.id = id;
    row.at = event.at();
    row.type = event.type().id();
    row.clusters = event.clusters().stream().map(ClusterId::name).toArray(String[]::new);
    NodeId node = event.node();
    row.node = node == null ? null : node.name();
    row.author = event.author();
    row.detail = event.detail();
    try {
      row.data = JSON.writeValueAsString(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(event + " is not made of JSON values", e);
    }
    return row;
  }

  static StoredEvent stored(EventEntity row) {
    return new StoredEvent(
        row.id,
        row.at,
        row.type,
        Sorted.set(List.of(row.clusters)),
        row.node,
        row.author,
        row.detail,
        row.data);
  }
}
