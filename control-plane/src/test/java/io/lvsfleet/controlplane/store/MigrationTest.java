package io.lvsfleet.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.document.CheckText;
import io.lvsfleet.controlplane.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What earlier versions of the program stored is kept.
@Tag("postgres")
class MigrationTest {

  private final TestDatabase database = TestDatabase.empty();

  private void migrate(String version) {
    var access = database.access();
    Flyway.configure()
        .dataSource(access.jdbcUrl(), access.username(), access.password())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }

  /// lb1 and web1 stay, web2 has left with the newest revision.
  @Test
  void revisionsWaitForWhomTheyWaitedFor() throws SQLException {
    migrate("2");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO cluster VALUES ('web', 2, false), ('gone', 2, true);
          INSERT INTO director_member VALUES ('web', 0, 'lb1', 'eth0', 1);
          INSERT INTO virtual_service (cluster, name, virtual_ip, port, scheduler_flags, forwarding,
              persistent, own_checks, changed)
            VALUES ('web', 'http', 'www', 80, '{}', 'DIRECT_ROUTING', false, false, 1);
          INSERT INTO real_server (cluster, service, name, node, address, tunnel, changed)
            VALUES ('web', 'http', 'a', 'web1', '10.0.0.11', false, 1);
          INSERT INTO revision VALUES ('web', 1, 'admin', null, now(), 'a: 1'),
            ('web', 2, 'admin', null, now(), 'a: 2'),
            ('gone', 1, 'admin', null, now(), 'a: 1'), ('gone', 2, 'admin', null, now(), null);
          INSERT INTO revision_scope VALUES ('web', 1, 'lb1', 1), ('web', 1, 'web1', 1),
            ('web', 1, 'web2', 1), ('web', 2, 'lb1', 2), ('web', 2, 'web1', 1),
            ('web', 2, 'web2', 2), ('gone', 1, 'lb9', 1), ('gone', 2, 'lb9', 2);
          """);
    }
    migrate("3");
    String scope =
        "SELECT node || '=' || node_revision FROM revision_scope"
            + " WHERE cluster = '%s' AND since <= %d AND until > %d ORDER BY node";
    assertThat(rows(scope.formatted("web", 1, 1))).containsExactly("lb1=1", "web1=1", "web2=1");
    assertThat(rows(scope.formatted("web", 2, 2))).containsExactly("lb1=2", "web1=1", "web2=2");
    assertThat(rows(scope.formatted("web", 3, 3))).containsExactly("lb1=2", "web1=1");
    assertThat(rows(scope.formatted("gone", 3, 3))).isEmpty();
    assertThat(rows("SELECT cluster || number FROM revision WHERE removed"))
        .containsExactly("gone2");
  }

  @Test
  void checksStayWhatTheyWere() throws SQLException {
    migrate("9");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO cluster VALUES ('web', 1, false);
          INSERT INTO virtual_service (cluster, name, virtual_ip, port, scheduler_flags, forwarding,
              persistent, own_checks, changed)
            VALUES ('web', 'http', 'www', 80, '{}', 'DIRECT_ROUTING', false, true, 1);
          INSERT INTO health_check (cluster, service, name, performed_by, port, interval_millis, fall,
              changed)
            VALUES ('web', 'http', 'a', 'REAL_SERVER', 81, 1500, 3, 1);
          INSERT INTO health_check (cluster, service, name, changed) VALUES ('web', 'http', 'b', 1);
          """);
    }
    migrate("10");
    List<String> checks = rows("SELECT declared FROM health_check ORDER BY name");

    assertThat(CheckText.of(CheckText.check(checks.getFirst())))
        .isEqualTo(
            "{\"type\":\"tcp\",\"from\":\"realServer\",\"port\":81,\"interval\":\"1500ms\",\"fall\":3}");
    assertThat(CheckText.check(checks.getLast())).isEqualTo(DeclaredCheck.DEFAULT);
  }
}
