package io.lvsfleet.agent.core;

/// Why a part of the kernel could not be looked at.
///
/// @param errno its symbolic name
public record Blindness(String errno, String message) {}
