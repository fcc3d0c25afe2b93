package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Options of the program.
///
/// @param settings by name (`lvs.…`)
/// @param config the file of `--config`
/// @param request what is asked for
record Options(Map<String, String> settings, Optional<Path> config, Request request) {

  /// What the program shall do.
  enum Request {
    RUN,
    HELP,
    VERSION
  }

  static final String USAGE =
      """
      usage: lvs-control-plane [option value]...

        --config FILE             properties file with the settings below: lvs.api.listen=…
        --state-directory DIR     lvs.state-directory    /var/lib/lvs-control-plane as root,
                                                         else ~/.local/state/lvs-control-plane
        --api-listen ADDR:PORT    lvs.api.listen         127.0.0.1:8080; HTTPS when not loopback
        --api-public-names LIST   lvs.api.public-names   further names for the certificate
        --agents-listen ADDR:PORT lvs.agents.listen      0.0.0.0:7443
        --database-url URL        lvs.database.url       jdbc:postgresql://…; embedded when absent
        --database-username NAME  lvs.database.username
        --database-password-file FILE  lvs.database.password-file
        --help, --version

      Every setting can also come from the environment: LVS_STATE_DIRECTORY, LVS_API_LISTEN, …
      An option wins over the environment, the environment over the file.
      """;

  static final Map<String, String> SETTINGS =
      Map.of(
          "--state-directory", "lvs.state-directory",
          "--api-listen", "lvs.api.listen",
          "--api-public-names", "lvs.api.public-names",
          "--agents-listen", "lvs.agents.listen",
          "--database-url", "lvs.database.url",
          "--database-username", "lvs.database.username",
          "--database-password-file", "lvs.database.password-file");

  /// Takes `--name value` and `--name=value`.
  ///
  /// @throws StateException naming the option that is wrong
  static Options parse(List<String> arguments) {
    Map<String, String> settings = new TreeMap<>();
    Optional<Path> config = Optional.empty();
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      switch (argument) {
        case "--help", "-h" -> {
          return new Options(settings, config, Request.HELP);
        }
        case "--version" -> {
          return new Options(settings, config, Request.VERSION);
        }
        default -> {
          int equals = argument.indexOf('=');
          String name = equals < 0 ? argument : argument.substring(0, equals);
          if (equals < 0 && rest.isEmpty()) {
            throw new StateException(name + ": unknown, or its value is missing; see --help");
          }
          String value = equals < 0 ? rest.removeFirst() : argument.substring(equals + 1);
          String setting = SETTINGS.get(name);
          if (setting != null) {
            settings.put(setting, value);
          } else if (name.equals("--config")) {
            config = Optional.of(existing(Path.of(value)));
          } else {
            throw new StateException(name + ": no such option; see --help");
          }
        }
      }
    }
    return new Options(settings, config, Request.RUN);
  }

  private static Path existing(Path file) {
    if (!Files.isReadable(file)) {
      throw new StateException("--config " + file + ": not a readable file");
    }
    return file.toAbsolutePath();
  }
}
