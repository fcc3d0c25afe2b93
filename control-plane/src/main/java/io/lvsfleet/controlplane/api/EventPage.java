package io.lvsfleet.controlplane.api;

import java.util.List;

/// Events, oldest first.
///
/// @param next for `after` in the next request, whether or not there was anything
public record EventPage(List<EventView> items, long next) {}
