package io.lvsfleet.agent.fake;

/// The agent was killed here. An `Error`, so that nothing that handles failures takes it for one.
public final class SimulatedCrash extends Error {
  SimulatedCrash(int operations) {
    super("killed after " + operations + " operations");
  }
}
