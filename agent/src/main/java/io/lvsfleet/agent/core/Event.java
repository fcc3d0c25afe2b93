package io.lvsfleet.agent.core;

import io.lvsfleet.model.Desired;
import io.lvsfleet.model.WitnessReport;

/// Something that happened. Events only say "look again": what to do follows from the state.
public sealed interface Event {

  /// What the session reports.
  sealed interface FromControlPlane extends Event {}

  /// A stream is established and greeted: everything is to be said again.
  record SessionOpened() implements FromControlPlane {}

  record SessionLost(String reason) implements FromControlPlane {}

  record DesiredArrived(Desired desired) implements FromControlPlane {}

  /// The control plane does not know its topology yet: changes nothing.
  record NotReadyArrived(String reason) implements FromControlPlane {}

  /// What another node's agent reported.
  record WitnessArrived(WitnessReport report) implements FromControlPlane {}
}
