package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class HostFactsTest {

  @Test
  void factsAreWhatTheToolsSay() throws IOException {
    HostFacts facts = HostFacts.read();
    assertThat(facts.kernelRelease()).isEqualTo(Shell.sh("uname -r").strip());
    assertThat(facts.identity().bootId())
        .isEqualTo(Shell.sh("cat /proc/sys/kernel/random/boot_id").strip());
    assertThat(Shell.sh("readlink /proc/self/ns/net").strip())
        .isEqualTo("net:[" + facts.identity().networkNamespace() + "]");
  }
}
