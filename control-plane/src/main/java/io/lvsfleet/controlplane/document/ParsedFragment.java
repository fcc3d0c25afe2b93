package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What could be read of an object, and all that could not.
///
/// @param fragment null when too little could be read; then there are violations
/// @param violations with pointers that begin at the object
public record ParsedFragment(
    @Nullable Fragment fragment, List<Violation> violations, Damage damage) {

  public ParsedFragment {
    violations = List.copyOf(violations);
  }
}
