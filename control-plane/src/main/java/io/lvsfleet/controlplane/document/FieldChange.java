package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.declared.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What becomes of one field, in the words of the format.
///
/// @param pointer in the cluster's document
/// @param before null when it was not written
/// @param after null when it is not written any more
public record FieldChange(Pointer pointer, @Nullable JsonNode before, @Nullable JsonNode after) {

  /// All fields of an object that differ. A list is one field.
  public static List<FieldChange> of(ObjectChange change) {
    List<FieldChange> changes = new ArrayList<>();
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    add(
        changes,
        change.path().pointer(),
        change.before() == null ? nothing : DocumentWriter.tree(change.before()),
        change.after() == null ? nothing : DocumentWriter.tree(change.after()));
    return changes;
  }

  private static void add(
      List<FieldChange> changes, Pointer at, ObjectNode before, ObjectNode after) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode was = before.get(name);
      JsonNode is = after.get(name);
      if (isInner(was) && isInner(is) && (was != null || is != null)) {
        add(changes, at.then(name), inner(was), inner(is));
      } else if (was == null || !was.equals(is)) {
        changes.add(new FieldChange(at.then(name), was, is));
      }
    }
  }

  /// Absent on one side counts as empty, so that what is inside is told field by field; an empty
  /// mapping is a value.
  private static boolean isInner(@Nullable JsonNode node) {
    return node == null || (node instanceof ObjectNode object && !object.isEmpty());
  }

  private static ObjectNode inner(@Nullable JsonNode node) {
    return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }
}
