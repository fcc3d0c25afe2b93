package io.lvsfleet.controlplane.document;

/// The two ways to write a document.
public enum Format {
  JSON,
  YAML
}
