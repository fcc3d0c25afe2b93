package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.Violation;
import java.util.List;

/// What could be read of a document, and all that could not.
///
/// @param damage objects that are missing in `document` only because they could not be read
public record ParsedDocument(ClusterDocument document, List<Violation> violations, Damage damage) {

  public ParsedDocument {
    violations = List.copyOf(violations);
  }
}
