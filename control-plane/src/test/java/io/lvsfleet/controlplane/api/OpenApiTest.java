package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The API's description is the one that is checked in. `-Dgolden.update` writes it anew.
@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class OpenApiTest extends ApiTestBase {

  private static final Path FILE = Path.of("../openapi/openapi.yaml");

  OpenApiTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static String generated() {
    return request().get("/q/openapi?format=yaml").then().statusCode(200).extract().asString();
  }

  @Test
  void theCheckedInDescriptionIsTheGeneratedOne() throws IOException {
    String generated = generated();
    if (System.getProperty("golden.update") != null) {
      Files.writeString(FILE, generated);
    }

    assertThat(Files.readString(FILE)).isEqualTo(generated);
  }

  @Test
  void everyPathOfTheDescriptionHasItsMethodsInTheAllowHeader() throws IOException {
    JsonNode paths = new YAMLMapper().readTree(generated()).path("paths");
    SortedMap<String, SortedSet<String>> described = new TreeMap<>();
    paths.forEachEntry((path, item) -> {
      SortedSet<String> methods = new TreeSet<>();
      item.fieldNames().forEachRemaining(name -> methods.add(name.toUpperCase(Locale.ROOT)));
      methods.retainAll(Arrays.asList("GET", "PUT", "POST", "PATCH", "DELETE"));
      described.put(path, methods);
    });

    assertThat(described)
        .isEqualTo(
            Routes.ALL.stream()
                .collect(
                    Collectors.toMap(
                        Routes.Route::path,
                        r -> new TreeSet<>(r.methods()),
                        (a, b) -> a,
                        TreeMap::new)));
  }
}
