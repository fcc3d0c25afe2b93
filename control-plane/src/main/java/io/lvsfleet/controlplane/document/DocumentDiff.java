package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How two documents differ, field by field.
public final class DocumentDiff {

  private DocumentDiff() {}

  /// Fields that differ, in the order of their places. What is only in one of them stands there
  /// whole, once; lists are compared as wholes, because their elements have no names.
  public static List<FieldChange> between(ClusterDocument before, ClusterDocument after) {
    List<FieldChange> changes = new ArrayList<>();
    add(changes, Pointer.ROOT, DocumentWriter.tree(before), DocumentWriter.tree(after));
    return changes;
  }

  private static void add(
      List<FieldChange> changes,
      Pointer place,
      @Nullable JsonNode before,
      @Nullable JsonNode after) {
    if (before instanceof ObjectNode was && after instanceof ObjectNode is) {
      TreeSet<String> names = new TreeSet<>();
      was.fieldNames().forEachRemaining(names::add);
      is.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        add(changes, place.then(name), was.get(name), is.get(name));
      }
    } else if (before == null ? after != null : !before.equals(after)) {
      changes.add(new FieldChange(place, before, after));
    }
  }
}
