package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.port.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts in the place of `nft`.
class NftTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private Nft nft(String script, Duration timeout, int maxOutput) throws IOException {
    Path program = directory.resolve("nft");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Nft(List.of(directory.resolve("none"), program), timeout, maxOutput);
  }

  @Test
  void itGetsItsArgumentsItsInputAndNothingOfTheEnvironment() throws Exception {
    String long100k = "x".repeat(100_000);
    Nft nft = nft("echo \"$@\"; echo $LC_ALL ${HOME:-none} $(pwd); cat", PATIENCE, 200_000);
    assertThat(nft.run("test", long100k, "list", "a b"))
        .isEqualTo("-j list a b\nC none /\n" + long100k);
  }

  @Test
  void aProgramThatIsNotThereIsNamedWithItsPackage() {
    Nft nft = new Nft(List.of(directory.resolve("none")), PATIENCE, 100);
    assertThatThrownBy(() -> nft.run("list", ""))
        .isInstanceOf(KernelException.class)
        .hasMessage("list: ENOENT: there is no program nft: install the package nftables");
  }

  @Test
  void whatTheKernelRefusedIsTold() throws Exception {
    Nft nft =
        nft(
            "echo 'internal:0:0-0: Error: Could not process rule: Operation not permitted' >&2;"
                + " exit 1",
            PATIENCE,
            100);
    assertThatThrownBy(() -> nft.run("list", "input that nobody reads"))
        .hasMessageStartingWith("list: EPERM: nft says \"internal:0:0-0: Error:")
        .hasMessageContaining("CAP_NET_ADMIN");
    Nft silent = nft("exit 3", PATIENCE, 100);
    assertThatThrownBy(() -> silent.run("list", "")).hasMessage("list: EINVAL: nft ended with 3");
  }

  @Test
  void aFamilyTheKernelLacksIsExplained() throws Exception {
    Nft nft = nft("echo 'Error: x: Operation not supported' >&2; exit 1", PATIENCE, 100);
    assertThatThrownBy(() -> nft.run("set", ""))
        .hasMessageStartingWith("set: EOPNOTSUPP")
        .hasMessageEndingWith("this kernel's nf_tables is without that family or kind of rule");
  }

  @Test
  void outputHasALimitAndComplaintsDoNotBlock() throws Exception {
    Nft endless = nft("while :; do echo xxxxxxxxxxxxxxxx; done", PATIENCE, 1000);
    assertThatThrownBy(() -> endless.run("list", ""))
        .hasMessage("list: EMSGSIZE: nft printed more than 1000 bytes");
    Nft noisy = nft("head -c 300000 /dev/zero >&2; echo {}", PATIENCE, 1000);
    assertThat(noisy.run("list", "")).isEqualTo("{}\n");
  }

  @Test
  void aProgramThatHangsIsEnded() throws Exception {
    Nft hanging = nft("exec sleep 1000", Duration.ofMillis(200), 1000);
    assertThatThrownBy(() -> hanging.run("list", "x".repeat(1_000_000)))
        .hasMessage("list: ETIMEDOUT: nft did not end within 200 ms");
  }
}
