package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WatchersTest {

  private final Watchers watchers = new Watchers(3, 2);

  @Test
  void aFeedHasItsOwnLimitAndAllHaveOneTogether() {
    watchers.enter("a");
    Watchers.Place second = watchers.enter("a");
    assertThatThrownBy(() -> watchers.enter("a")).isInstanceOf(ApiProblem.class);
    watchers.enter("b");
    assertThatThrownBy(() -> watchers.enter("c")).isInstanceOf(ApiProblem.class);
    assertThat(watchers.count()).isEqualTo(3);

    second.close();
    second.close();

    assertThat(watchers.count()).as("left once, however often it is closed").isEqualTo(2);
    watchers.enter("c");
    assertThat(watchers.count()).isEqualTo(3);
  }
}
