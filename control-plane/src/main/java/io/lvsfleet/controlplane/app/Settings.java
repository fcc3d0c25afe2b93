package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.state.StateException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// Brings options and the file of `--config` to where Quarkus reads settings: system properties,
/// which win over the environment there.
final class Settings {

  private Settings() {}

  static void apply(Options options, Map<String, String> environment) throws IOException {
    effective(options, environment).forEach(System::setProperty);
  }

  /// What becomes a system property: all options, and of the file what the environment does not
  /// set.
  static Map<String, String> effective(Options options, Map<String, String> environment)
      throws IOException {
    Map<String, String> settings = new TreeMap<>();
    if (options.config().isPresent()) {
      read(options.config().get())
          .forEach((name, value) -> {
            if (!environment.containsKey(variable(name))) {
              settings.put(name, value);
            }
          });
    }
    settings.putAll(options.settings());
    return settings;
  }

  /// Settings of Quarkus itself are let through: who needs one knows why.
  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new StateException(file + ": not a properties file: " + e.getMessage(), e);
    }
    Map<String, String> settings = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (!Options.SETTINGS.containsValue(name) && !name.startsWith("quarkus.")) {
        throw new StateException("%s: %s: no such setting; see --help".formatted(file, name));
      }
      settings.put(name, properties.getProperty(name));
    }
    return settings;
  }

  /// The environment's spelling, by the rule of MicroProfile Config.
  private static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
