package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Transition;
import io.lvsfleet.wire.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a director decided about its real servers and services, as events. Pure.
final class HealthTransitions {

  /// More do not make it clearer.
  private static final int MOST_WITNESSES = 20;

  private HealthTransitions() {}

  static List<AgentEvent> of(Statement.Changed changed) {
    List<AgentEvent> events = new ArrayList<>();
    changed.transitions().forEach(transition -> events.add(of(transition)));
    return events;
  }

  private static AgentEvent of(Transition transition) {
    boolean isServer = !transition.realServer().isEmpty();
    Map<String, @Nullable Object> data = new HashMap<>();
    data.put("service", transition.service());
    if (isServer) {
      data.put("realServer", transition.realServer());
      data.put("present", transition.present());
    }
    data.put("at", transition.at().toString());
    data.put("from", transition.from().isEmpty() ? null : word(transition.from()));
    data.put("to", word(transition.to()));
    data.put("weight", transition.weight());
    data.put("reason", transition.reason());
    data.put(
        "witnesses",
        transition.testimonies().stream()
            .limit(MOST_WITNESSES)
            .map(HealthTransitions::witness)
            .toList());
    return AgentEvent.of(
        isServer ? EventType.REAL_SERVER_STATE : EventType.SERVICE_STATE,
        Limits.clip(
            transition.service()
                + (isServer ? "/" + transition.realServer() : "")
                + (transition.from().isEmpty() ? "" : ": " + word(transition.from()))
                + " -> "
                + word(transition.to())
                + ", weight "
                + transition.weight()
                + ": "
                + transition.reason()),
        data);
  }

  private static Map<String, @Nullable Object> witness(Transition.Testimony testimony) {
    Map<String, @Nullable Object> data = new HashMap<>();
    CheckVerdict verdict = testimony.verdict();
    data.put("witness", testimony.witness().name());
    data.put("check", testimony.check());
    data.put("silent", testimony.silent());
    data.put("state", verdict == null ? null : word(verdict.state().name()));
    if (verdict != null) {
      data.put("since", verdict.since().toString());
      data.put("sent", verdict.evidence().sent());
      data.put("seen", verdict.evidence().seen());
      data.put("expected", verdict.evidence().expected());
      data.put("roundTripMillis", verdict.evidence().roundTrip().toMillis());
    }
    return data;
  }

  /// As the API writes constants: `SLOW_START` is `slowStart`.
  private static String word(String constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.split("_", -1)) {
      String lower = part.toLowerCase(Locale.ROOT);
      word.append(
          word.isEmpty() || lower.isEmpty()
              ? lower
              : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return word.toString();
  }
}
