package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.ClusterSettings;

/// What a document says of the cluster as a whole, and what the cluster got beside it.
public record AllocatedSettings(ClusterSettings declared, Allocated allocated) {

  public static final AllocatedSettings NONE =
      new AllocatedSettings(ClusterSettings.NONE, Allocated.NOTHING);
}
