package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private static final NodeId NODE = new NodeId("web1");

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);

  /// A store that hangs until it is opened, and that once fails.
  private final AgentDirectory store =
      new AgentDirectory() {
        @Override
        public void connected(NodeId node, AgentFacts facts) {
          throw new IllegalStateException("the database is away");
        }

        @Override
        public void disconnected(NodeId node, String reason) {
          written.add(reason);
        }

        @Override
        public void happened(NodeId node, AgentEvent event) {
          try {
            open.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          written.add(event.detail());
        }
      };

  @Test
  void aHangingStoreDelaysNobodyAndLosesOnlyWhatDoesNotFit() {
    try (Recorder recorder = new Recorder(store)) {
      for (int i = 0; i < 2 * Recorder.CAPACITY; i++) {
        recorder.happened(
            NODE, AgentEvent.of(EventType.AGENT_DRIFT, "event " + i, Map.of("repaired", i)));
      }
      assertThat(written).isEmpty();
      open.countDown();
    }
    // One may have been taken out of the queue already when it was full.
    assertThat(written).hasSizeBetween(Recorder.CAPACITY, Recorder.CAPACITY + 1);
    assertThat(written).first().isEqualTo("event 0");
  }

  @Test
  void aFailingEntryDoesNotStopTheNext() {
    try (Recorder recorder = new Recorder(store)) {
      recorder.connected(NODE, new AgentFacts("1", "7.3", Sorted.set(), Capabilities.UNKNOWN));
      recorder.disconnected(NODE, "still written");
    }
    assertThat(written).containsExactly("still written");
  }
}
