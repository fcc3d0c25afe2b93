package io.lvsfleet.controlplane.app;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready when every part of the program is.
@Readiness
@ApplicationScoped
class PartsReadiness implements HealthCheck {

  private final List<ReadyWhen> parts;

  PartsReadiness(@All List<ReadyWhen> parts) {
    this.parts = parts;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("parts");
    boolean ready = true;
    for (ReadyWhen part : parts) {
      Optional<String> missing = part.missing();
      response.withData(part.name(), missing.orElse("ready"));
      ready &= missing.isEmpty();
    }
    return response.status(ready).build();
  }
}
