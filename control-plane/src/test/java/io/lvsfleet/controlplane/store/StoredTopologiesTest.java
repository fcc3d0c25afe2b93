package io.lvsfleet.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.lvsfleet.controlplane.service.TopologyStoreContract;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.controlplane.testing.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class StoredTopologiesTest extends TopologyStoreContract {

  private static final Instant NOW = Instant.EPOCH;

  private final StoredTopologies store;
  private final DataSource dataSource;

  StoredTopologiesTest(StoredTopologies store, DataSource dataSource) {
    this.store = store;
    this.dataSource = dataSource;
  }

  @Override
  protected TopologyStore store() {
    return store;
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          UPDATE fleet SET image = 0, last_event = 0, pruned_event = 0;
          TRUNCATE cluster, operator_override, revision, revision_scope, node_revision, agent, event CASCADE;
          """);
    }
  }

  private TopologyService loaded() {
    TopologyService service = new TopologyService(store, TestFleet::new, InstantSource.fixed(NOW));
    service.load();
    Documents.KNOWN.facts().forEach(service::connected);
    return service;
  }

  @Test
  void aSmallChangeWritesFewRowsHoweverLargeTheClusterIs() {
    TopologyService service = loaded();
    StringBuilder large = new StringBuilder(Documents.DR);
    for (int i = 1; i <= 200; i++) {
      large.append("      s%d: {address: 10.0.1.%d}%n".formatted(i, i));
    }
    Author author = new Author("admin", null);
    service.change(Documents.WEB, _ -> Documents.put(Documents.WEB, large.toString()), author);
    String changed = large.toString().replace("10.0.1.7}", "10.0.1.7, weight: 5}");

    List<String> statements =
        Statements.of(() ->
            service.change(Documents.WEB, _ -> Documents.put(Documents.WEB, changed), author));

    // fleet, cluster, real server, revision, the scope's end and beginning, node revision, two
    // events in one batch, a notice.
    assertThat(statements).hasSizeBetween(1, 10);
  }
}
