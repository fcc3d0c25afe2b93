package io.lvsfleet.controlplane.agents;

import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that happened to an agent, to be stored with its node and time.
///
/// @param cluster it is about; null when it is about the node, and so about all it serves
/// @param detail a sentence for people
/// @param data the fields of its type
public record AgentEvent(
    EventType type,
    @Nullable ClusterId cluster,
    String detail,
    Map<String, @Nullable Object> data) {

  public AgentEvent {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  public static AgentEvent connected(AgentFacts facts) {
    return of(
        EventType.AGENT_CONNECTED,
        "version " + facts.programVersion() + ", kernel " + facts.kernelRelease(),
        Map.of(
            "programVersion",
            facts.programVersion(),
            "kernelRelease",
            facts.kernelRelease(),
            "addresses",
            facts.addresses().stream().map(IpAddress::toString).toList()));
  }

  public static AgentEvent disconnected(String reason) {
    return of(EventType.AGENT_DISCONNECTED, reason, Map.of("reason", reason));
  }

  /// An event about the node.
  public static AgentEvent of(
      EventType type, String detail, Map<String, ? extends @Nullable Object> data) {
    return new AgentEvent(type, null, detail, new LinkedHashMap<>(data));
  }
}
