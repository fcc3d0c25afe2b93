package io.lvsfleet.controlplane.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir Path directory;

  @Test
  void optionsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() throws Exception {
    Path file = directory.resolve("lvs.properties");
    Files.writeString(
        file,
        """
        lvs.api.listen=127.0.0.1:1
        lvs.agents.listen=127.0.0.1:2
        lvs.state-directory=/from/file
        """);
    Options options =
        Options.parse(List.of("--config", file.toString(), "--api-listen=127.0.0.1:9"));

    assertThat(Settings.effective(options, Map.of("LVS_STATE_DIRECTORY", "/from/environment")))
        .containsOnly(
            Map.entry("lvs.api.listen", "127.0.0.1:9"),
            Map.entry("lvs.agents.listen", "127.0.0.1:2"));
  }

  @Test
  void aMisspelledSettingIsRefused() throws Exception {
    Path file = directory.resolve("lvs.properties");
    Files.writeString(file, "lvs.api.lissten=127.0.0.1:1\n");
    Options options = Options.parse(List.of("--config", file.toString()));

    assertThatThrownBy(() -> Settings.effective(options, Map.of()))
        .isInstanceOf(StateException.class)
        .hasMessage(file + ": lvs.api.lissten: no such setting; see --help");
  }

  @Test
  void optionsThatAreWrongAreNamed() {
    assertThatThrownBy(() -> Options.parse(List.of("--verbose", "yes")))
        .hasMessage("--verbose: no such option; see --help");
    assertThatThrownBy(() -> Options.parse(List.of("--state-directory")))
        .hasMessage("--state-directory: unknown, or its value is missing; see --help");
    assertThatThrownBy(() -> Options.parse(List.of("--config", "/no/such/file")))
        .hasMessage("--config /no/such/file: not a readable file");
    assertThat(Options.parse(List.of("--help")).request()).isEqualTo(Options.Request.HELP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "[::1]:8080", "0.0.0.0:7443", "[fd00::1]:1"})
  void aListenAddressReadsAsItIsWritten(String text) {
    assertThat(ListenAddress.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8080", ":8080", "localhost:8080", "::1:8080", "[10.0.0.1]:80", "10.0.0.1:0"})
  void whatIsNoListenAddressIsRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + text + "\": an address and a port");
  }

  @Test
  void loopbackIsTheWholeIpv4NetworkAndOneIpv6Address() {
    assertThat(ListenAddress.of("127.9.0.1:1").isLoopback()).isTrue();
    assertThat(ListenAddress.of("[::1]:1").isLoopback()).isTrue();
    assertThat(ListenAddress.of("128.0.0.1:1").isLoopback()).isFalse();
    assertThat(ListenAddress.of("[::]:1").isLoopback()).isFalse();
    assertThat(ListenAddress.of("[::ffff:127.0.0.1]:1").isLoopback()).isFalse();
  }
}
