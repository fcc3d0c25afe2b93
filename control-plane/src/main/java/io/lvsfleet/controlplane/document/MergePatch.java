package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.document.Value.Kind;
import io.lvsfleet.controlplane.document.Value.Mapping;
import io.lvsfleet.controlplane.document.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON merge patches (RFC 7396).
final class MergePatch {

  private MergePatch() {}

  /// `MergePatch(Target, Patch)` of section 2.
  ///
  /// @param target null where there is nothing yet
  static Value apply(@Nullable Value target, Value patch) {
    if (!(patch instanceof Mapping(Map<String, Value> members))) {
      return patch;
    }
    Map<String, Value> result = new LinkedHashMap<>();
    if (target instanceof Mapping(Map<String, Value> old)) {
      result.putAll(old);
    }
    members.forEach((name, value) -> {
      if (value instanceof Scalar(Kind kind, _, _) && kind == Kind.NULL) {
        result.remove(name);
      } else {
        result.put(name, apply(result.get(name), value));
      }
    });
    return new Mapping(result);
  }

  /// The smallest patch that makes `to` of `from`, neither of which holds a null; empty when they
  /// are equal.
  static ObjectNode between(ObjectNode from, ObjectNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    from.fieldNames()
        .forEachRemaining(name -> {
          if (!to.has(name)) {
            patch.putNull(name);
          }
        });
    to.forEachEntry((name, value) -> {
      JsonNode old = from.get(name);
      if (old instanceof ObjectNode before && value instanceof ObjectNode after) {
        ObjectNode inner = between(before, after);
        if (!inner.isEmpty()) {
          patch.set(name, inner);
        }
      } else if (!value.equals(old)) {
        patch.set(name, value);
      }
    });
    return patch;
  }
}
