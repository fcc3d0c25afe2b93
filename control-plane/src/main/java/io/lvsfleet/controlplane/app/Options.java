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
        --keep-event-days N       lvs.keep.event-days        30
        --keep-events-at-most N   lvs.keep.events-at-most    1000000
        --keep-revision-days N    lvs.keep.revision-days     400
        --keep-revisions-at-most N  lvs.keep.revisions-at-most  1000 of each cluster
        --keep-audit-days N       lvs.keep.audit-days        400
        --help, --version

      Every setting can also come from the environment: LVS_STATE_DIRECTORY, LVS_API_LISTEN, …
      An option wins over the environment, the environment over the file.
      """;

  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("--state-directory", "lvs.state-directory"),
          Map.entry("--api-listen", "lvs.api.listen"),
          Map.entry("--api-public-names", "lvs.api.public-names"),
          Map.entry("--agents-listen", "lvs.agents.listen"),
          Map.entry("--database-url", "lvs.database.url"),
          Map.entry("--database-username", "lvs.database.username"),
          Map.entry("--database-password-file", "lvs.database.password-file"),
          Map.entry("--keep-event-days", "lvs.keep.event-days"),
          Map.entry("--keep-events-at-most", "lvs.keep.events-at-most"),
          Map.entry("--keep-revision-days", "lvs.keep.revision-days"),
          Map.entry("--keep-revisions-at-most", "lvs.keep.revisions-at-most"),
          Map.entry("--keep-audit-days", "lvs.keep.audit-days"));

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
