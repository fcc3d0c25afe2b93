package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.document.DocumentPatch;
import io.lvsfleet.controlplane.document.Format;
import java.util.List;

/// A revision's document as it is kept: the newest one that was kept whole, and what changed since.
///
/// @param patches oldest first; see [RevisionText.Patch]
public record StoredDocument(String whole, Format format, List<String> patches) {

  public StoredDocument {
    patches = List.copyOf(patches);
  }

  public ClusterDocument document() {
    return DocumentPatch.apply(whole, format, patches);
  }
}
