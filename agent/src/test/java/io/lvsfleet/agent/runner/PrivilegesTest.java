package io.lvsfleet.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrivilegesTest {

  private static final String PLAIN =
      """
      Name:\tjava
      Uid:\t990\t990\t990\t990
      Gid:\t990\t990\t990\t990
      CapInh:\t0000000000000000
      CapPrm:\t0000000000000000
      CapEff:\t0000000000000000
      CapBnd:\t0000000000000000
      CapAmb:\t0000000000000000
      NoNewPrivs:\t1
      """;

  @Test
  void aUserWithoutAnythingMayRunPrograms() {
    assertThat(Privileges.tooMany(PLAIN)).isEmpty();
  }

  @Test
  void eachPrivilegeIsNamed() {
    assertThat(
            Privileges.tooMany(PLAIN.replace("990\t990\t990\t990\nGid", "990\t0\t990\t990\nGid")))
        .containsExactly("it runs as root (Uid)");
    assertThat(Privileges.tooMany(PLAIN.replace("CapBnd:\t0000", "CapBnd:\t0001")))
        .containsExactly("it has capabilities (CapBnd)");
    assertThat(Privileges.tooMany(PLAIN.replace("NoNewPrivs:\t1", "NoNewPrivs:\t0")))
        .containsExactly("its programs could gain privileges (NoNewPrivs is not set)");
  }

  @Test
  void whatIsNotSaidIsNotBelieved() {
    assertThat(Privileges.tooMany("")).hasSize(8);
  }
}
