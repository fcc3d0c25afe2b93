package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the control plane has been told in this session, so that nothing is said twice. A new
/// session starts from nothing.
///
/// @param answer Applied or Rejected
record Conversation(
    boolean open,
    @Nullable AgentMessage answer,
    @Nullable HealthReport health,
    @Nullable ObservedReport observed) {

  static final Conversation CLOSED = new Conversation(false, null, null, null);
  static final Conversation OPENED = new Conversation(true, null, null, null);

  /// What is true now and was not said yet. Health goes first: it is what others wait for.
  List<AgentMessage> unsaid(Conversation truth) {
    List<AgentMessage> unsaid = new ArrayList<>();
    addIfNew(unsaid, health, truth.health);
    addIfNew(unsaid, observed, truth.observed);
    addIfNew(unsaid, answer, truth.answer);
    return unsaid;
  }

  private static void addIfNew(
      List<AgentMessage> unsaid, @Nullable AgentMessage said, @Nullable AgentMessage truth) {
    if (truth != null && !truth.equals(said)) {
      unsaid.add(truth);
    }
  }

  /// After saying it. What is not known now was not taken back.
  Conversation said(Conversation truth) {
    return new Conversation(
        open,
        truth.answer == null ? answer : truth.answer,
        truth.health == null ? health : truth.health,
        truth.observed == null ? observed : truth.observed);
  }

  Conversation withHealth(HealthReport newHealth) {
    return new Conversation(open, answer, newHealth, observed);
  }

  Conversation withObserved(ObservedReport newObserved) {
    return new Conversation(open, answer, health, newObserved);
  }

  Conversation withAnswer(@Nullable AgentMessage newAnswer) {
    return new Conversation(open, newAnswer, health, observed);
  }
}
