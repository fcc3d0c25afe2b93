package io.lvsfleet.controlplane.api;

import static io.restassured.RestAssured.given;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.quarkus.arc.Arc;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/// An empty control plane that knows the agents of [Documents#DR].
abstract class ApiTestBase {

  static final String YAML = "application/yaml";
  static final String WEB = "/api/v1/clusters/web";

  final TopologyService topology;
  final TestFleet fleet;
  final DataSource dataSource;

  ApiTestBase(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    this.topology = topology;
    this.fleet = fleet;
    this.dataSource = dataSource;
  }

  @BeforeEach
  void startEmpty() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          UPDATE fleet SET image = 0, last_event = 0, pruned_event = 0;
          TRUNCATE cluster, operator_override, revision, revision_scope, node_revision, agent, event, audit CASCADE;
          """);
    }
    fleet.clear();
    topology.load();
    Arc.container().instance(EventFeed.class).get().follow();
    Documents.KNOWN.facts().forEach(topology::connected);
  }

  static RequestSpecification request() {
    try {
      return given()
          .header(
              "Authorization",
              "Bearer " + Files.readString(RunningControlPlane.adminToken()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RequestSpecification yaml(String body) {
    return request().contentType(YAML).body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
