package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.VirtualService;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has been decided about one virtual service.
///
/// @param kernel what of it should be there
/// @param servers what every real server gets, and why; last the sorry server, if there is one
/// @param memory on which the next verdict rests
/// @param wake when time alone will change something; null when it will not
/// @param drains whether connections have to be counted
/// @param transitions since the verdict before
public record ServiceVerdict(
    VirtualService kernel,
    List<EffectiveServer> servers,
    EffectiveService service,
    ServiceMemory memory,
    @Nullable Instant wake,
    boolean drains,
    List<Transition> transitions) {

  public ServiceVerdict {
    servers = List.copyOf(servers);
    transitions = List.copyOf(transitions);
  }

  ServiceVerdict wakingAt(Instant when) {
    return new ServiceVerdict(kernel, servers, service, memory, when, drains, transitions);
  }
}
