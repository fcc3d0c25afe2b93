package io.lvsfleet.agent.probe;

import io.lvsfleet.model.Probe;
import java.time.Duration;

/// What makes two probes the same.
record Question(Probe probe, Duration timeout) {}
