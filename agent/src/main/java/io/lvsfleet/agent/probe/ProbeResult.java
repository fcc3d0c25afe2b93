package io.lvsfleet.agent.probe;

/// What one probe saw.
///
/// @param evidence in words: `connect 10.0.0.21:80: connection refused`
public record ProbeResult(boolean ok, String evidence) {}
