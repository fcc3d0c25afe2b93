package io.lvsfleet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ModelGenTest {

  @Test
  void sameSeedDrawsTheSameValues() {
    for (long seed = 0; seed < 100; seed++) {
      assertThat(new ModelGen(seed).kernelState()).isEqualTo(new ModelGen(seed).kernelState());
    }
  }

  @Test
  void drawsEveryKindAndMeetsTheSameServiceOften() {
    Set<VirtualServiceKey> keys = new HashSet<>();
    Set<String> schedulers = new HashSet<>();
    Set<Class<?>> kinds = new HashSet<>();
    LongStream.range(0, 1000)
        .mapToObj(seed -> new ModelGen(seed).kernelState())
        .flatMap(state -> state.services().entrySet().stream())
        .forEach(service -> {
          keys.add(service.getKey());
          kinds.add(service.getKey().getClass());
          schedulers.add(service.getValue().config().scheduler());
        });
    assertThat(keys).hasSizeLessThan(100);
    assertThat(kinds).hasSize(2);
    assertThat(schedulers).hasSize(Scheduler.values().length);
  }
}
