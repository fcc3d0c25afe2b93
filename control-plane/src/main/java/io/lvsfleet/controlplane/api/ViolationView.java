package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.declared.Violation;

/// A violation or warning in an answer.
///
/// @param code the rule's id, see docs/rules.md
/// @param pointer where in the document (RFC 6901, as a URI fragment)
public record ViolationView(String code, String pointer, String detail) {

  static ViolationView of(Violation violation) {
    return new ViolationView(violation.code(), violation.pointer().text(), violation.detail());
  }
}
