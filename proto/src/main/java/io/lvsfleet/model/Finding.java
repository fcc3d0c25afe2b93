package io.lvsfleet.model;

/// Something around ip_vs that stands in the way and is not ours to change.
///
/// @param subject for example `virtualServices/http`
/// @param seen for example `chain filter INPUT: policy drop`
/// @param advice what an operator can do, for example the rule to add
public record Finding(String subject, String seen, String advice) {}
