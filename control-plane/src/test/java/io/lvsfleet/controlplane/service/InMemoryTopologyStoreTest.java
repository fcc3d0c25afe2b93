package io.lvsfleet.controlplane.service;

class InMemoryTopologyStoreTest extends TopologyStoreContract {

  @Override
  protected TopologyStore store() {
    return new InMemoryTopologyStore();
  }
}
