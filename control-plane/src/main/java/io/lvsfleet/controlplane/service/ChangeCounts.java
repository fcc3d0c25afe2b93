package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.declared.ObjectChange;
import java.util.List;

/// How many objects of a document a change creates, updates and deletes.
public record ChangeCounts(int created, int updated, int deleted) {

  static ChangeCounts of(List<ObjectChange> changes) {
    int created = (int) changes.stream().filter(change -> change.before() == null).count();
    int deleted = (int) changes.stream().filter(change -> change.after() == null).count();
    return new ChangeCounts(created, changes.size() - created - deleted, deleted);
  }
}
