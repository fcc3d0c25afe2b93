package io.lvsfleet.controlplane.service;

/// What is kept of a revision's document.
public sealed interface RevisionText {

  /// All of it.
  record Whole(String json) implements RevisionText {}

  /// How it differs from the revision before: an RFC 7396 merge patch of the document's JSON.
  record Patch(String json) implements RevisionText {}

  /// There is no document: the cluster was removed.
  record Removed() implements RevisionText {}
}
