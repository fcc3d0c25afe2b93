package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.verdict.HealthView;
import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveServer.DrainProgress;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What every real server gets, since when and why, and what each witness says, for people.
final class HealthWords {

  private final NodeState desired;
  private final HealthView seen;
  private final Map<String, RealServerSpec> specs = new HashMap<>();

  HealthWords(AgentState state, NodeState desired) {
    this.desired = desired;
    Health health = state.health();
    seen = new HealthView(health.verdicts(), health.witnesses(), state.said().open());
    DirectorState director = desired.director();
    if (director != null) {
      director.services().values().forEach(this::add);
    }
  }

  private void add(ServiceSpec service) {
    service.realServers().values().forEach(one -> specs.put(name(service.name(), one.name()), one));
    HealthPolicy.SorryServer sorry = service.health().sorry();
    if (sorry != null) {
      specs.putIfAbsent(name(service.name(), sorry.server().name()), sorry.server());
    }
  }

  private static String name(String service, String server) {
    return service + "/" + server;
  }

  List<String> services(Effective effective) {
    return effective.services().stream().map(HealthWords::words).toList();
  }

  private static String words(EffectiveService service) {
    StringBuilder text = new StringBuilder(service.service());
    text.append(service.quorum() ? ": quorum" : ": no quorum")
        .append(" since ")
        .append(service.since())
        .append(", weight ")
        .append(service.weight())
        .append(" is up");
    if (service.sorrySince() != null) {
      text.append("; the sorry server answers since ").append(service.sorrySince());
    }
    if (service.panicSince() != null) {
      text.append("; failed checks are not believed since ").append(service.panicSince());
    }
    return text.toString();
  }

  List<String> servers(Effective effective) {
    List<String> lines = new ArrayList<>();
    for (EffectiveServer server : effective.servers()) {
      lines.add(words(server));
      DrainProgress drain = server.drain();
      if (drain != null) {
        lines.add("  " + words(drain));
      }
      RealServerSpec spec = specs.get(name(server.service(), server.realServer()));
      if (spec != null) {
        Verdicts.testimonies(desired.node(), spec, seen)
            .forEach(testimony -> lines.add("  " + testimony));
      }
    }
    return lines;
  }

  private static String words(EffectiveServer server) {
    return name(server.service(), server.realServer())
        + ": "
        + (server.present() ? "weight " + server.weight() : "out")
        + ", "
        + server.state()
        + " since "
        + server.since()
        + ": "
        + server.reason();
  }

  private static String words(DrainProgress drain) {
    return (drain.active() == null
            ? "connections are not counted yet"
            : drain.active()
                + " active connection(s) and "
                + drain.persistent()
                + " template(s) left")
        + ", "
        + drain.left()
        + " may be left"
        + (drain.estimated() == null ? "" : ", expected to end at " + drain.estimated())
        + (drain.deadline() == null ? "" : ", at the latest at " + drain.deadline());
  }
}
