package io.lvsfleet.controlplane.store;

import static org.awaitility.Awaitility.await;

import io.lvsfleet.controlplane.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgres")
class DatabaseNoticesTest {

  private final TestDatabase database = TestDatabase.empty();
  private final DatabaseNotices notices =
      new DatabaseNotices(
          database.access().jdbcUrl(), database.access().username(), database.access().password());
  private final AtomicInteger topology = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();
  private final Thread listener =
      Thread.ofVirtual()
          .unstarted(() -> notices.listen(topology::incrementAndGet, events::incrementAndGet));

  @BeforeEach
  void listen() {
    listener.start();
    await().until(() -> events.get() == 1);
  }

  @AfterEach
  void stop() throws InterruptedException {
    notices.close();
    listener.join();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatIsToldIsHeardByWhomItConcerns() throws SQLException {
    execute("NOTIFY lvsfleet_events, '7'");
    await().until(() -> events.get() == 2 && topology.get() == 1);

    execute("NOTIFY lvsfleet_topology, '8'");
    await().until(() -> events.get() == 3 && topology.get() == 2);
  }

  @Test
  void aLostConnectionIsMadeAnewAndWhatWasMissedIsLookedFor() throws SQLException {
    execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'lvs-control-plane notices'
        """);
    await().until(() -> events.get() == 2 && topology.get() == 2);

    execute("NOTIFY lvsfleet_events, '9'");
    await().until(() -> events.get() == 3);
  }
}
