package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.ObjectChange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A change of a document as text: an RFC 7396 merge patch of its JSON. It is as small as the
/// change, however large the document is.
public final class DocumentPatch {

  private DocumentPatch() {}

  /// @param changes containers before their parts
  public static String write(List<ObjectChange> changes) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (ObjectChange change : changes) {
      add(patch, change);
    }
    return DocumentWriter.compact(patch);
  }

  private static void add(ObjectNode patch, ObjectChange change) {
    List<String> steps = change.path().steps();
    if (steps.isEmpty() && change.before() != null && change.after() != null) {
      patch.setAll(
          MergePatch.between(
              DocumentWriter.tree(change.before()), DocumentWriter.tree(change.after())));
      return;
    }
    ObjectNode parent = patch;
    for (String step : steps.subList(0, steps.size() - 1)) {
      JsonNode next = parent.get(step);
      if (next instanceof NullNode) {
        return; // goes with what it is in
      }
      parent = next instanceof ObjectNode object ? object : parent.putObject(step);
    }
    String last = steps.getLast();
    if (change.after() == null) {
      parent.putNull(last);
    } else if (change.before() == null) {
      parent.set(last, DocumentWriter.tree(change.after()));
    } else {
      parent.set(
          last,
          MergePatch.between(
              DocumentWriter.tree(change.before()), DocumentWriter.tree(change.after())));
    }
  }

  /// The document that patches make of a document, one after the other.
  ///
  /// @throws IllegalArgumentException when the outcome is no document; then they do not belong
  ///   together
  public static ClusterDocument apply(String base, Format format, List<String> patches) {
    try {
      Problems problems = new Problems();
      Value value = read(base, format, problems);
      for (String patch : patches) {
        value = MergePatch.apply(value, read(patch, Format.JSON, problems));
      }
      ParsedDocument parsed = DocumentReader.document(value, problems);
      if (!parsed.violations().isEmpty()) {
        throw new IllegalArgumentException("not a document: " + parsed.violations().getFirst());
      }
      return parsed.document();
    } catch (SyntaxException e) {
      throw new IllegalArgumentException("not a document: " + e.getMessage(), e);
    }
  }

  private static Value read(String text, Format format, Problems problems) throws SyntaxException {
    return TreeReader.read(text.getBytes(StandardCharsets.UTF_8), format, problems);
  }
}
