package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentFacts;
import java.time.Instant;

/// What is remembered of an agent.
public record KnownAgent(AgentFacts facts, Instant lastHello) {}
